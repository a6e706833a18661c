import { channels } from "./channels";
import { command, type CommandOptions } from "./command";
import { config } from "./config";
import { cost, type CostOptions } from "./cost";
import { errors, type ErrorsOptions } from "./errors";
import type { Metric } from "./kind";
import { latency, type LatencyOptions } from "./latency";
import { model, type ModelOptions } from "./model";
import { plugins } from "./plugins";
import { restarts } from "./restarts";

export type { JudgedBot, Metric, Round, Sample } from "./kind";
export { failed } from "./kind";

type None = Readonly<Record<string, never>>;

/** The kinds of metrics, each with its options. */
export interface MetricOptions {
  /** Its config is valid and in use, and no part of the bot lacks its secret. */
  readonly config: None;
  /** Every channel and account that it should have is there and connected. */
  readonly channels: None;
  /** Its model answers. */
  readonly model: ModelOptions;
  /** Every plugin that it should have is there, and none has failed. */
  readonly plugins: None;
  /** It has not restarted since its change was proven. */
  readonly restarts: None;
  /** No more of its answers are errors than of untouched bots. */
  readonly errors: ErrorsOptions;
  /** Its answers take no longer than those of untouched bots. */
  readonly latency: LatencyOptions;
  /** It costs no more than untouched bots. */
  readonly cost: CostOptions;
  /** A command of the user's own. */
  readonly command: CommandOptions;
}

export type MetricName = keyof MetricOptions;

const makers: { readonly [Name in MetricName]: (options: MetricOptions[Name]) => Metric } = {
  config: () => config,
  channels: () => channels,
  model,
  plugins: () => plugins,
  restarts: () => restarts,
  errors,
  latency,
  cost,
  command,
};

export const metricNames = Object.keys(makers) as readonly MetricName[];

export function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(makers, name);
}

/** The metric that a valid spec asks for, with its name. */
export function metricOf(spec: Partial<MetricOptions>): { readonly name: MetricName; readonly metric: Metric } {
  const name = metricNames.find((one) => spec[one] !== undefined);
  if (name === undefined) throw new Error("there is no metric in it");
  return { name, metric: made(name, spec) };
}

function made<Name extends MetricName>(name: Name, spec: Partial<MetricOptions>): Metric {
  return makers[name](spec[name] as MetricOptions[Name]);
}
