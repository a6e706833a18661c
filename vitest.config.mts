import { defineConfig } from "vitest/config";

const real = { globalSetup: "test/gateways/installAll.ts", pool: "forks" as const, testTimeout: 900_000, hookTimeout: 900_000 };

// `unit` starts no gateway; `real` drives real gateways, provider processes and the real CLI; `long` is what takes minutes by nature, one
// file after another, because its figures are told. A gateway keeps two cores busy while it starts, and waits for the rest: two files at a
// time fill two cores, and more would only make each other late. What waits for a gateway has a limit of its own, with words; that of a
// test is beyond all of them.
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: "unit", include: ["test/**/*.test.ts"], exclude: ["test/**/*.real.test.ts", "test/**/*.long.test.ts"], pool: "forks", testTimeout: 30_000, sequence: { groupOrder: 0 } } },
      { extends: true, test: { name: "real", include: ["test/**/*.real.test.ts"], ...real, sequence: { groupOrder: 1 } } },
      { extends: true, test: { name: "long", include: ["test/**/*.long.test.ts"], fileParallelism: false, ...real, testTimeout: 3_600_000, sequence: { groupOrder: 2 } } },
    ],
  },
});
