import { defineConfig } from "vitest/config";

const real = { pool: "forks" as const, testTimeout: 240_000, hookTimeout: 600_000 };

// `unit` runs in seconds and starts no gateway; `real` drives real gateways, provider processes and the real CLI, one file
// after another, because a gateway alone keeps two cores busy while it starts.
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/**/*.test.ts"], exclude: ["test/**/*.real.test.ts", "test/**/*.long.test.ts"], pool: "forks" } },
      { test: { name: "real", include: ["test/**/*.real.test.ts"], fileParallelism: false, ...real } },
      { test: { name: "long", include: ["test/**/*.long.test.ts"], fileParallelism: false, ...real, testTimeout: 3_600_000 } },
    ],
  },
});
