import { isPlainObject } from "../config";
import { MolthubError } from "../errors";
import { secondsOf } from "./duration";
import type { MetricSpec } from "./analysis";

/** One step of a rollout, in Argo Rollouts' words: exactly one of its properties. */
export interface RolloutStep {
  /** Changes the bots that have all of these labels. */
  readonly select?: Readonly<Record<string, string>>;
  /** Changes bots until this percentage of the fleet, 1 to 100, rounded up, is changed; in the order of the program. */
  readonly setWeight?: number;
  /** Judges all bots that are changed so far. */
  readonly analysis?: readonly MetricSpec[];
  /** With a duration of at most an hour, as "30s" or "10m", waits; without one, ends the run until somebody promotes the rollout. */
  readonly pause?: { readonly duration?: string };
}

/** What a gate does once its bots run what was planned. */
export type GateAction = { readonly analysis: readonly MetricSpec[] } | { readonly waitSeconds: number };

/** Bots that are changed together, and what must hold before the next ones are. */
export interface Batch {
  /** Number of the last step that it is made of, from 1; as people read it, "step 2 of 5". */
  readonly label: string;
  /** Names, in the order of the program. A batch that only follows a pause has none. */
  readonly bots: readonly string[];
  readonly actions: readonly GateAction[];
  /** True when somebody must promote the rollout before it goes on. */
  readonly pauses: boolean;
}

/** A bot as steps see it. */
export interface SteppedBot {
  readonly bot: string;
  readonly labels: Readonly<Record<string, string>>;
}

const kinds = ["select", "setWeight", "analysis", "pause"] as const;
const longestWaitSeconds = 3_600;

/**
 * Divides the bots of a fleet among the steps of its rollout. What no step changes comes last.
 *
 * @param requireValidMetrics refuses metrics that cannot be
 * @throws MolthubError `invalid-rollout`, naming the step and the remedy
 * @example
 * planBatches([{ bot: "alice", labels: {} }, { bot: "bob", labels: {} }], [{ setWeight: 50 }, { pause: { duration: "1m" } }]);
 * // [{ label: "step 2 of 3", bots: ["alice"], actions: [{ waitSeconds: 60 }], pauses: false }, { label: "step 3 of 3", bots: ["bob"], ... }]
 */
export function planBatches(bots: readonly SteppedBot[], steps: readonly RolloutStep[], requireValidMetrics: (metrics: readonly MetricSpec[], where: string) => void): Batch[] {
  if (!Array.isArray(steps) || steps.length === 0) throw invalid("steps", "names no step. Give at least one, as in `steps: [{ setWeight: 10 }]`");
  const changed = new Set<string>();
  const batches: OpenBatch[] = [];
  for (const [at, step] of steps.entries()) {
    const where = `step ${String(at + 1)}`;
    const kind = kindOf(step, where);
    if (kind === "select" || kind === "setWeight") {
      const chosen = kind === "select" ? selected(bots, step.select, changed, where) : weighed(bots, step.setWeight, changed, where);
      for (const bot of chosen) changed.add(bot);
      batches.push({ at, bots: chosen, actions: [], pauses: false });
      continue;
    }
    const last = batches.at(-1);
    if (last === undefined) throw invalid(where, `${kind} has no bots to follow. Begin with \`select\` or \`setWeight\``);
    const batch = last.pauses ? { at, bots: [], actions: [], pauses: false } : last;
    if (batch !== last) batches.push(batch);
    batch.at = at;
    follow(batch, step, where, requireValidMetrics);
  }
  const rest = bots.filter(({ bot }) => !changed.has(bot)).map(({ bot }) => bot);
  if (rest.length > 0) batches.push({ at: steps.length, bots: rest, actions: [], pauses: false });
  const of = String(steps.length + (rest.length > 0 ? 1 : 0));
  return batches.map(({ at, ...batch }) => ({ label: `step ${String(at + 1)} of ${of}`, ...batch }));
}

interface OpenBatch {
  at: number;
  bots: string[];
  actions: GateAction[];
  pauses: boolean;
}

function follow(batch: OpenBatch, { analysis, pause }: RolloutStep, where: string, requireValidMetrics: (metrics: readonly MetricSpec[], where: string) => void): void {
  if (analysis !== undefined) {
    requireValidMetrics(analysis, `${where}: analysis`);
    batch.actions.push({ analysis });
    return;
  }
  if (pause?.duration === undefined) {
    batch.pauses = true;
    return;
  }
  const seconds = secondsOf(pause.duration);
  if (seconds === undefined) throw invalid(`${where}: pause.duration`, 'must be a time as in "30s", "10m" or "1h"');
  if (seconds > longestWaitSeconds) throw invalid(`${where}: pause.duration`, "keeps the stack locked for more than an hour. Give at most 1h, or `pause: {}`, which ends the run until somebody promotes the rollout");
  batch.actions.push({ waitSeconds: seconds });
}

function kindOf(step: unknown, where: string): (typeof kinds)[number] {
  if (!isPlainObject(step)) throw invalid(where, "must be an object, as in { setWeight: 10 }");
  const unknown = Object.keys(step).find((key) => !kinds.some((kind) => kind === key));
  if (unknown !== undefined) throw invalid(where, `${JSON.stringify(unknown)} is no kind of step. Use ${kinds.join(", ")}`);
  const given = kinds.filter((kind) => step[kind] !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1) throw invalid(where, `has ${given.length === 0 ? "none" : given.join(" and ")}. Give exactly one of ${kinds.join(", ")}`);
  if (kind === "pause" && (!isPlainObject(step.pause) || Object.keys(step.pause).some((key) => key !== "duration"))) throw invalid(where, 'pause must be {} or { duration: "10m" }');
  return kind;
}

function selected(bots: readonly SteppedBot[], select: unknown, changed: ReadonlySet<string>, where: string): string[] {
  const labels = isPlainObject(select) ? Object.entries(select) : [];
  if (labels.length === 0 || labels.some(([, value]) => typeof value !== "string")) throw invalid(`${where}: select`, 'must be labels with their values, as in { tier: "canary" }');
  const chosen = bots.filter((bot) => labels.every(([label, value]) => bot.labels[label] === value)).map(({ bot }) => bot);
  if (chosen.length === 0) throw invalid(`${where}: select`, `no bot has ${labels.map(([label, value]) => `${label}=${String(value)}`).join(" and ")}. Give the canaries this label, in \`bots: { alice: { labels } }\``);
  return chosen.filter((bot) => !changed.has(bot));
}

function weighed(bots: readonly SteppedBot[], weight: unknown, changed: ReadonlySet<string>, where: string): string[] {
  if (typeof weight !== "number" || !(weight >= 1 && weight <= 100)) throw invalid(`${where}: setWeight`, "must be a percentage from 1 to 100");
  const missing = Math.ceil((bots.length * weight) / 100) - changed.size;
  return bots.filter(({ bot }) => !changed.has(bot)).slice(0, Math.max(0, missing)).map(({ bot }) => bot);
}

function invalid(where: string, what: string): MolthubError {
  return new MolthubError("invalid-rollout", `rollout: ${where}: ${what}.`);
}
