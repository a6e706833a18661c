import { describe, expect, it } from "vitest";
import type { Properties } from "../../sdk/providers/handler";
import { PartialFailure } from "../../sdk/providers/partialFailure";
import { rolloutGate } from "../../sdk/providers/rolloutGate";
import { unfenced } from "./bots";

const lines: string[] = [];
const gate = rolloutGate({ ...unfenced(), recorder: { add: () => undefined } }, (line) => void lines.push(line));
const inputs = (bots: object): Properties => ({ fleet: "support", label: "step 1 of 2", rolloutId: "R1", desired: { alice: "a", bob: "b" }, bots, later: ["bob"], actions: [], pauses: false });

describe("a gate", () => {
  it("fails where a host did not take its change, names it, and keeps that in the state", async () => {
    const failure = gate.create(inputs({ alice: { hostFailure: "bot alice: its gateway ended right away" } }));
    await expect(failure).rejects.toBeInstanceOf(PartialFailure);
    await expect(failure).rejects.toMatchObject({
      message: expect.stringMatching(/^fleet support: step 1 of 2: failed: host of bot alice: its gateway ended right away\. Nothing was taken back\./) as string,
      properties: { verdict: "failed", rolloutId: "R1", opening: { ids: ["R1"] }, takenBack: [], notTakenBack: [] },
    });
  });

  it("asks nobody where nobody changed", async () => {
    const { outs } = await gate.create(inputs({ alice: {} }));
    expect(outs).toMatchObject({ verdict: "passed", touched: [], settled: { alice: "a", bob: "b" } });
  });
});
