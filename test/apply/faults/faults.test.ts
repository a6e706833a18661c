import { describe, expect, it } from "vitest";
import { failuresOf } from "./playAll";

// The short form of faults.long.test.ts.
describe("applyConfig, whatever goes wrong", () => {
  it("leaves a bot with its old or its wanted document, says which, and can be run again", { timeout: 600_000 }, async () => {
    expect(await failuresOf(300)).toEqual([]);
  });
});
