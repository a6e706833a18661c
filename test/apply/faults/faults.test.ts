import { describe, expect, it } from "vitest";
import { failuresOf, seedOfRun } from "./playAll";

// The short form of faults.long.test.ts: always the same runs, as that draws new ones.
const seed = 96;

describe("applyConfig, whatever goes wrong", () => {
  it("leaves a bot with its old or its wanted document, says which, and can be run again", { timeout: 600_000 }, async () => {
    expect(await failuresOf(300, seedOfRun(seed))).toEqual([]);
  });
});
