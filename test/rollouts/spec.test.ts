import { describe, expect, it } from "vitest";
import type { MolthubError } from "../../sdk/errors";
import { requireValidMetrics, type MetricSpec } from "../../sdk/rollouts";

const every: readonly MetricSpec[] = [
  { config: {} },
  { channels: {}, count: 3, intervalSeconds: 0.5, failureLimit: 1, inconclusiveLimit: 2 },
  { model: { prompt: "Who are you?" } },
  { plugins: {} },
  { restarts: {} },
  { errors: { maxPercent: 10 } },
  { latency: { maxRatio: 2 } },
  { cost: {} },
  { command: { run: "exit 0", timeoutSeconds: 5 } },
];

const refused: readonly [what: string, metric: unknown, message: string][] = [
  ["what is no metric", "config", "rollout.steps[1].analysis[0]: a metric is an object, as in { config: {} }."],
  ["an unknown kind", { confg: {} }, "rollout.steps[1].analysis[0].confg: there is no such metric. There are config, channels, model, plugins, restarts, errors, latency, cost, command, and beside them count, intervalSeconds, failureLimit, inconclusiveLimit."],
  ["limits of nothing", { count: 2 }, "rollout.steps[1].analysis[0]: it names no metric. Give it one of config, channels, model, plugins, restarts, errors, latency, cost, command."],
  ["two kinds", { config: {}, model: {} }, "rollout.steps[1].analysis[0]: config and model are two metrics. Make an entry of each."],
  ["options that are none", { config: true }, "rollout.steps[1].analysis[0].config: its options are an object; {} stands for none."],
  ["an option where there is none", { config: { strict: true } }, "rollout.steps[1].analysis[0].config.strict: it takes no options."],
  ["an option of another kind", { latency: { maxPercent: 2 } }, "rollout.steps[1].analysis[0].latency.maxPercent: there is no such option. It takes maxRatio."],
  ["a command without a command", { command: {} }, 'rollout.steps[1].analysis[0].command.run: it is missing: the command that judges, as in { run: "./judge.sh" }.'],
  ["an empty prompt", { model: { prompt: " " } }, "rollout.steps[1].analysis[0].model.prompt: it must be a text."],
  ["a count of none", { config: {}, count: 0 }, "rollout.steps[1].analysis[0].count: it must be a whole number of at least 1."],
  ["half a count", { config: {}, count: 1.5 }, "rollout.steps[1].analysis[0].count: it must be a whole number of at least 1."],
  ["a number that is none", { config: {}, intervalSeconds: Number.NaN }, "rollout.steps[1].analysis[0].intervalSeconds: it must be a number of at least 0."],
  ["a number as a text", { config: {}, failureLimit: "1" }, "rollout.steps[1].analysis[0].failureLimit: it must be a whole number of at least 0."],
  ["a negative limit", { config: {}, inconclusiveLimit: -1 }, "rollout.steps[1].analysis[0].inconclusiveLimit: it must be a whole number of at least 0."],
  ["more than all", { errors: { maxPercent: 101 } }, "rollout.steps[1].analysis[0].errors.maxPercent: it must be a number of at least 0 and at most 100."],
  ["a limit that nothing reaches", { config: {}, count: 2, failureLimit: 2 }, "rollout.steps[1].analysis[0].failureLimit: with a count of 2, more than 2 of them can never be. Give a limit below the count, or a higher count."],
];

describe("metrics of a rollout", () => {
  it("are taken in every kind, with their limits, also when they went through JSON", () => {
    requireValidMetrics(JSON.parse(JSON.stringify(every)) as MetricSpec[], "x");
    requireValidMetrics([{ config: {}, count: undefined as unknown as number }], "x");
  });

  it.each(refused)("are refused with %s", (_, metric, message) => {
    let error: unknown;
    try {
      requireValidMetrics([metric as MetricSpec], "rollout.steps[1].analysis");
    } catch (thrown) {
      error = thrown;
    }
    expect((error as MolthubError).code).toBe("invalid-rollout");
    expect((error as MolthubError).message).toBe(message);
  });
});
