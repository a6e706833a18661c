import { describe, expect, it } from "vitest";
import { runScenario, scenarios } from "./fortyBots";

// From the first word of something bad, as rollouts are meant to be: hot ones take a second, restarts up to a minute.
const hotWithinSeconds = 60;
const restartWithinSeconds = 180;

describe("40 bots, with something wrong in the second step, are all on their old document again, and 28 are never touched:", () => {
  it.each(scenarios.map((scenario) => [scenario.what, scenario] as const))("%s", async (_, scenario) => {
    const seconds = await runScenario(scenario);
    console.log(`${scenario.what}: all that can be is as it was ${seconds.toFixed(0)} s after the first word of it`);
    expect(seconds).toBeLessThanOrEqual(scenario.restarts === true ? restartWithinSeconds : hotWithinSeconds);
  });
});
