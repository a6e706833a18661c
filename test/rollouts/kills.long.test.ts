import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KilledRollouts, type Kill, type KillPoint } from "./kills";

const seed = 20_260_907;
const each = 10;

// Both ends of a run are not worth a kill: nothing has begun, or all is done.
const anyTime = fc.record({ share: fc.double({ min: 0.2, max: 0.9, noNaN: true }).map((share) => Math.round(share * 100) / 100) });
// In a rollout that fails, those from the fourth on are of the way back.
const atWrite = fc.record({ write: fc.integer({ min: 1, max: 6 }) });
const inPause = fc.constant({ pause: true as const });
const anyPoint = fc.oneof<fc.WeightedArbitrary<KillPoint>[]>({ arbitrary: anyTime, weight: 5 }, { arbitrary: atWrite, weight: 4 }, { arbitrary: inPause, weight: 1 });

let rollouts: KilledRollouts;
let hits = 0;

beforeAll(async () => {
  rollouts = await KilledRollouts.start();
});

afterAll(() => rollouts.remove());

describe.each(["engine", "provider"] as const)("kill -9 of the %s in a rollout of three steps", (victim) => {
  const points = fc.sample(anyPoint, { seed: victim === "engine" ? seed : seed + 1, numRuns: each });
  const kills = points.map((at, number): Kill => ({ victim, at, bad: number % 2 === 1, refresh: number % 4 >= 2 }));

  it.each(kills)("ends with one document everywhere: %j", async (kill) => {
    if (await rollouts.survive(kill)) hits++;
  });
});

it.each([true, false])("Ctrl-C in a pause ends the run, and the next one goes on; refresh: %s", async (refresh) => {
  expect(await rollouts.survive({ victim: "user", at: { pause: true }, bad: false, refresh })).toBe(true);
});

it("found most runs still going", () => {
  expect(hits).toBeGreaterThanOrEqual(each * 1.5);
});
