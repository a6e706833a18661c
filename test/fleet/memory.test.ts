import { expect, it } from "vitest";
import { availableMb, memoryProblem } from "../../scripts/fleet/memory.mts";

it("says how much memory the bots need, how much there is, and what to do", () => {
  expect(memoryProblem(3, 2_699)).toBe("3 bots need about 2700 MB of memory, and 2699 MB are available. End other programs, or use a machine with more memory.");
  expect(memoryProblem(1, 512)).toMatch(/^1 bot needs about 900 MB/);
});

it("has nothing to say where there is enough, or where nothing is to be started", () => {
  expect(memoryProblem(3, 2_700)).toBeUndefined();
  expect(memoryProblem(0, 0)).toBeUndefined();
});

it("reads what the kernel says is available", () => {
  expect(availableMb("MemTotal:       24684032 kB\nMemFree:        1000 kB\nMemAvailable:   23750656 kB\n")).toBe(23_194);
  expect(availableMb("MemTotal:       24684032 kB\n")).toBeUndefined();
});
