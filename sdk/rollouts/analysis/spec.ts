import { MolthubError } from "../../errors";
import { isMetricName, metricNames, type MetricName, type MetricOptions } from "./kinds";
import type { Limits } from "./tally";

/** One metric of an analysis: exactly one kind, and beside it the limits of Argo Rollouts. */
export interface MetricSpec extends Partial<MetricOptions> {
  /** How often each bot is looked at. Default 1. */
  readonly count?: number;
  /** Seconds between two looks. Default 10. */
  readonly intervalSeconds?: number;
  /** More failures of one bot than this fail the analysis at once. Default 0. */
  readonly failureLimit?: number;
  /** More looks at one bot that told nothing than this make the metric inconclusive. Default 0. */
  readonly inconclusiveLimit?: number;
}

const numbers: Readonly<Record<string, { readonly least: number; readonly most?: number; readonly isWhole?: boolean }>> = {
  count: { least: 1, isWhole: true },
  intervalSeconds: { least: 0 },
  failureLimit: { least: 0, isWhole: true },
  inconclusiveLimit: { least: 0, isWhole: true },
  maxPercent: { least: 0, most: 100 },
  maxRatio: { least: 0 },
  timeoutSeconds: { least: 1 },
};

const limitNames = ["count", "intervalSeconds", "failureLimit", "inconclusiveLimit"];

// What each kind takes.
const optionNames: { readonly [Name in MetricName]: readonly (keyof MetricOptions[Name] & string)[] } = {
  config: [],
  channels: [],
  model: ["prompt"],
  plugins: [],
  restarts: [],
  errors: ["maxPercent"],
  latency: ["maxRatio"],
  cost: ["maxRatio"],
  command: ["run", "timeoutSeconds"],
};

/**
 * Refuses metrics that could not judge anybody.
 *
 * @param where names the place in the program, as in `rollout.steps[1].analysis`
 * @throws MolthubError `invalid-rollout`
 */
export function requireValidMetrics(metrics: readonly MetricSpec[], where: string): void {
  if (!Array.isArray(metrics)) throw invalid(where, "metrics are a list, as in [{ config: {} }, { channels: {} }]");
  metrics.forEach((metric: unknown, at) => requireValidMetric(metric, `${where}[${String(at)}]`));
}

function requireValidMetric(metric: unknown, where: string): void {
  if (!isRecord(metric)) throw invalid(where, "a metric is an object, as in { config: {} }");
  const kinds = keysOf(metric).filter((key) => !limitNames.includes(key));
  const unknown = kinds.find((key) => !isMetricName(key));
  if (unknown !== undefined) throw invalid(`${where}.${unknown}`, `there is no such metric. There are ${metricNames.join(", ")}, and beside them ${limitNames.join(", ")}`);
  const [kind, other] = kinds;
  if (kind === undefined) throw invalid(where, `it names no metric. Give it one of ${metricNames.join(", ")}`);
  if (other !== undefined) throw invalid(where, `${kind} and ${other} are two metrics. Make an entry of each`);
  requireNumbers(metric, limitNames, where);
  requireReachableLimits(metric, where);
  requireValidOptions(kind as MetricName, metric[kind], `${where}.${kind}`);
}

function requireValidOptions(kind: MetricName, options: unknown, where: string): void {
  if (!isRecord(options)) throw invalid(where, "its options are an object; {} stands for none");
  const known: readonly string[] = optionNames[kind];
  const unknown = keysOf(options).find((key) => !known.includes(key));
  if (unknown !== undefined) throw invalid(`${where}.${unknown}`, known.length === 0 ? "it takes no options" : `there is no such option. It takes ${known.join(", ")}`);
  requireNumbers(options, Object.keys(numbers), where);
  for (const text of ["prompt", "run"]) {
    const value = options[text];
    if (value !== undefined && (typeof value !== "string" || value.trim() === "")) throw invalid(`${where}.${text}`, "it must be a text");
  }
  if (kind === "command" && options["run"] === undefined) throw invalid(`${where}.run`, 'it is missing: the command that judges, as in { run: "./judge.sh" }');
}

function requireNumbers(values: Readonly<Record<string, unknown>>, names: readonly string[], where: string): void {
  for (const name of names) {
    const { least = 0, most = Infinity, isWhole = false } = numbers[name] ?? {};
    const value = values[name];
    if (value === undefined) continue;
    const fits = typeof value === "number" && Number.isFinite(value) && value >= least && value <= most && (!isWhole || Number.isInteger(value));
    if (!fits) throw invalid(`${where}.${name}`, `it must be a ${isWhole ? "whole " : ""}number of at least ${String(least)}${most === Infinity ? "" : ` and at most ${String(most)}`}`);
  }
}

/** A limit that no count of looks exceeds would let everything pass. */
function requireReachableLimits(metric: Readonly<Record<string, unknown>>, where: string): void {
  const { count } = limitsOf(metric as MetricSpec);
  for (const name of ["failureLimit", "inconclusiveLimit"]) {
    const limit = metric[name];
    if (typeof limit === "number" && limit >= count) throw invalid(`${where}.${name}`, `with a count of ${String(count)}, more than ${String(limit)} of them can never be. Give a limit below the count, or a higher count`);
  }
}

/** True when a metric compares with untouched bots. */
export function needsBaseline(metrics: readonly MetricSpec[]): boolean {
  return metrics.some(({ errors, latency, cost }) => errors !== undefined || latency !== undefined || cost !== undefined);
}

/** The limits of a metric, with every default in place. */
export function limitsOf({ count = 1, intervalSeconds = 10, failureLimit = 0, inconclusiveLimit = 0 }: MetricSpec): Limits & { readonly intervalMs: number } {
  return { count, intervalMs: intervalSeconds * 1_000, failureLimit, inconclusiveLimit };
}

/** Keys that say something: an input that was left out may arrive as undefined. */
function keysOf(record: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(record).filter((key) => record[key] !== undefined);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(where: string, what: string): MolthubError {
  return new MolthubError("invalid-rollout", `${where}: ${what}.`);
}
