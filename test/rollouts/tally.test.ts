import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Tally, worst, type Limits, type Outcome } from "../../sdk/rollouts/analysis/tally";

const outcome = fc.constantFrom<Outcome>("passed", "failed", "inconclusive");

const limits: fc.Arbitrary<Limits> = fc
  .integer({ min: 1, max: 8 })
  .chain((count) => fc.record({ count: fc.constant(count), failureLimit: fc.integer({ min: 0, max: count - 1 }), inconclusiveLimit: fc.integer({ min: 0, max: count - 1 }) }));

/** Adds samples until the verdict is known. */
function judge(limit: Limits, outcomes: readonly Outcome[]): { verdict: Outcome | undefined; taken: readonly Outcome[] } {
  const tally = new Tally(limit);
  const taken = outcomes.filter((one) => {
    if (tally.verdict !== undefined) return false;
    tally.add(one);
    return true;
  });
  return { verdict: tally.verdict, taken };
}

const many = (taken: readonly Outcome[], wanted: Outcome): number => taken.filter((one) => one === wanted).length;

describe("a tally", () => {
  it("takes no more samples than there are to be, and knows its verdict then", () => {
    fc.assert(
      fc.property(limits, fc.array(outcome, { minLength: 8, maxLength: 20 }), (limit, outcomes) => {
        const { verdict, taken } = judge(limit, outcomes);
        expect(verdict).toBeDefined();
        expect(taken.length).toBeLessThanOrEqual(limit.count);
      }),
    );
  });

  it("fails at the very failure that is one too many, and never before", () => {
    fc.assert(
      fc.property(limits, fc.array(outcome, { minLength: 8, maxLength: 20 }), (limit, outcomes) => {
        const { verdict, taken } = judge(limit, outcomes);
        expect(verdict === "failed").toBe(many(taken, "failed") > limit.failureLimit);
        if (verdict === "failed") expect([taken.at(-1), many(taken, "failed")]).toEqual(["failed", limit.failureLimit + 1]);
      }),
    );
  });

  it("is inconclusive at the very sample that is one too many, and passes only when all were taken", () => {
    fc.assert(
      fc.property(limits, fc.array(outcome, { minLength: 8, maxLength: 20 }), (limit, outcomes) => {
        const { verdict, taken } = judge(limit, outcomes);
        expect(verdict === "inconclusive").toBe(many(taken, "inconclusive") > limit.inconclusiveLimit);
        if (verdict === "passed") expect(taken).toHaveLength(limit.count);
      }),
    );
  });

  it("passes one bad sample where one is allowed, and the next one decides", () => {
    expect(judge({ count: 3, failureLimit: 1, inconclusiveLimit: 0 }, ["failed", "passed", "passed"]).verdict).toBe("passed");
    expect(judge({ count: 3, failureLimit: 1, inconclusiveLimit: 0 }, ["failed", "passed", "failed"]).verdict).toBe("failed");
    expect(judge({ count: 3, failureLimit: 1, inconclusiveLimit: 0 }, ["failed", "inconclusive"]).verdict).toBe("inconclusive");
  });
});

describe("the worst outcome", () => {
  it("is failed before inconclusive before passed", () => {
    fc.assert(
      fc.property(fc.array(outcome), (outcomes) => {
        const expected = outcomes.includes("failed") ? "failed" : outcomes.includes("inconclusive") ? "inconclusive" : "passed";
        expect(worst(outcomes)).toBe(expected);
      }),
    );
  });
});
