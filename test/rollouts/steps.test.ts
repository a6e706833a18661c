import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planBatches, type Batch, type RolloutStep, type SteppedBot } from "../../sdk/rollouts/steps";

const fleet = (count: number, canaries = 1): SteppedBot[] => Array.from({ length: count }, (_, at) => ({ bot: `bot-${String(at)}`, labels: at >= count - canaries ? { tier: "canary" } : {} }));
const plan = (bots: readonly SteppedBot[], steps: readonly RolloutStep[]): Batch[] => planBatches(bots, steps, () => undefined);

describe("the steps of a rollout", () => {
  it("change the canaries first, then by weight in the order of the program, and last what is left", () => {
    const steps: RolloutStep[] = [{ select: { tier: "canary" } }, { analysis: [{ channels: {} }] }, { setWeight: 40 }, { pause: { duration: "2m" } }];
    expect(plan(fleet(10), steps)).toEqual([
      { label: "step 2 of 5", bots: ["bot-9"], actions: [{ analysis: [{ channels: {} }] }], pauses: false },
      { label: "step 4 of 5", bots: ["bot-0", "bot-1", "bot-2"], actions: [{ waitSeconds: 120 }], pauses: false },
      { label: "step 5 of 5", bots: ["bot-3", "bot-4", "bot-5", "bot-6", "bot-7", "bot-8"], actions: [], pauses: false },
    ]);
  });

  it("that follow a pause for a promotion stand behind it", () => {
    expect(plan(fleet(2), [{ setWeight: 50 }, { pause: {} }, { pause: { duration: "5s" } }, { setWeight: 100 }])).toEqual([
      { label: "step 2 of 4", bots: ["bot-0"], actions: [], pauses: true },
      { label: "step 3 of 4", bots: [], actions: [{ waitSeconds: 5 }], pauses: false },
      { label: "step 4 of 4", bots: ["bot-1"], actions: [], pauses: false },
    ]);
  });

  it("change every bot exactly once, and never fewer than their weight says", () => {
    const step = fc.oneof(fc.record({ setWeight: fc.integer({ min: 1, max: 100 }) }), fc.constant({ select: { tier: "canary" } }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.array(step, { minLength: 1, maxLength: 6 }), (count, steps) => {
        const bots = fleet(count, Math.ceil(count / 10));
        const batches = plan(bots, steps);
        expect(batches.flatMap((batch) => batch.bots).sort()).toEqual(bots.map(({ bot }) => bot).sort());
        let changed = 0;
        for (const [at, given] of steps.entries()) {
          changed += batches[at]?.bots.length ?? 0;
          if ("setWeight" in given) expect(changed / count).toBeGreaterThanOrEqual(given.setWeight / 100 - 1e-9);
        }
      }),
    );
  });

  it("give a bot the same place whoever is added behind it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 10 }), (count, more) => {
        const [few, many] = [plan(fleet(count, 0), [{ setWeight: 30 }]), plan(fleet(count + more, 0), [{ setWeight: 30 }])];
        const first = few[0]?.bots ?? [];
        expect(many[0]?.bots.slice(0, first.length)).toEqual(first);
      }),
    );
  });
});

describe("refused, with the step and the way out, is", () => {
  it.each<[string, unknown, string]>([
    ["no step at all", [], "rollout: steps: names no step. Give at least one, as in `steps: [{ setWeight: 10 }]`."],
    ["a step of two kinds", [{ setWeight: 10, pause: {} }], "rollout: step 1: has setWeight and pause. Give exactly one of select, setWeight, analysis, pause."],
    ["a step of none", [{}], "rollout: step 1: has none. Give exactly one of"],
    ["a misspelt step", [{ setWieght: 10 }], 'rollout: step 1: "setWieght" is no kind of step.'],
    ["a weight that is none", [{ setWeight: 0 }], "rollout: step 1: setWeight: must be a percentage from 1 to 100."],
    ["an analysis of nobody", [{ analysis: [] }], "rollout: step 1: analysis has no bots to follow. Begin with `select` or `setWeight`."],
    ["labels that no bot has", [{ select: { tier: "gold" } }], "rollout: step 1: select: no bot has tier=gold."],
    ["a time that is none", [{ setWeight: 10 }, { pause: { duration: "soon" } }], 'rollout: step 2: pause.duration: must be a time as in "30s", "10m" or "1h".'],
    ["a wait that would keep the stack locked for long", [{ setWeight: 10 }, { pause: { duration: "2h" } }], "rollout: step 2: pause.duration: keeps the stack locked for more than an hour. Give at most 1h, or `pause: {}`"],
    ["a pause with something else", [{ setWeight: 10 }, { pause: { seconds: 3 } }], 'rollout: step 2: pause must be {} or { duration: "10m" }.'],
  ])("%s", (_what, steps, told) => {
    expect(() => plan(fleet(4), steps as RolloutStep[])).toThrow(told);
  });
});
