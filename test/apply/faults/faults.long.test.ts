import { describe, expect, it } from "vitest";
import { failuresOf, seedOfRun } from "./playAll";

// About 15 minutes on a quiet machine.
const parts = 20;
const runsOfPart = 500;

describe("applyConfig, whatever goes wrong", () => {
  const seed = seedOfRun();

  it.each(Array.from({ length: parts }, (_, part) => seed + part))("leaves a bot with its old or its wanted document, says which, and can be run again: seed %i", async (each) => {
    expect(await failuresOf(runsOfPart, each)).toEqual([]);
  });
});
