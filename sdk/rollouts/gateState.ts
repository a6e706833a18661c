/** How a gate stands: `waiting` is one behind a pause. */
export type Verdict = "passed" | "paused" | "waiting" | "failed" | "inconclusive" | "aborted";

const endedBadly: ReadonlySet<Verdict> = new Set(["failed", "inconclusive", "aborted"]);

/** What a gate lets through to the bots and gates behind it. */
export interface Opening {
  /** Rollouts whose bots stand and fall together. */
  readonly ids: readonly string[];
  /** Bots that keep what they have until somebody promotes the rollout. */
  readonly held: readonly string[];
  /** The rollout that waits to be promoted. */
  readonly paused?: string;
}

/** What a gate remembers of its last run. */
export interface GateState {
  readonly verdict: Verdict;
  readonly rolloutId: string;
  readonly opening: Opening;
  /** Names of the bots that it judged. */
  readonly touched: readonly string[];
  /** What every bot of the fleet was to be, as the gate last let it through; by name. */
  readonly settled: Readonly<Record<string, string>>;
  /** What every bot of the fleet was to be in the last run. */
  readonly desired: Readonly<Record<string, string>>;
  /** When each bot took what the gate let pass; by name. */
  readonly passed?: Readonly<Record<string, string>>;
}

/** What a run asks of a gate. */
export interface GateAsk {
  readonly rolloutId: string;
  readonly desired: Readonly<Record<string, string>>;
  /** Bots behind the gate. */
  readonly later: readonly string[];
  readonly before?: Opening;
  readonly pauses: boolean;
  readonly promote?: string;
  readonly abort?: string;
}

/** What there is to do at a gate, before any bot is asked. */
export interface GateTurn {
  /** The rollout that waits here, or before, and goes on waiting. */
  readonly blocked: string | undefined;
  /** The rollout that waited here, and that somebody let go on, or took back. */
  readonly released: { readonly id: string; readonly by: "promote" | "abort" } | undefined;
  /** Rollouts whose bots are judged. */
  readonly scope: readonly string[];
}

/** The rollout that is paused at this very gate, also while a change that came in meanwhile has failed. */
export function pausedHere(was: Pick<GateState, "verdict" | "opening"> | undefined): string | undefined {
  return was === undefined || was.verdict === "waiting" ? undefined : was.opening.paused;
}

/**
 * True for a bot that the gate let pass as it is: ids of rollouts come again when a program goes back, and a bot that nobody changed since is
 * no part of them then.
 *
 * @param since when the bot took its document
 */
export function wasLetPass({ verdict, passed = {}, settled }: GateState, bot: string, since: string | undefined, wanted: string | undefined): boolean {
  const last = passed[bot];
  return last === undefined ? verdict === "passed" && wanted !== undefined && settled[bot] === wanted : last === since;
}

/** True for a rollout that the gate did not let pass. */
export function isUnsettled({ verdict, opening }: Pick<GateState, "verdict" | "opening">, rolloutId: string): boolean {
  return endedBadly.has(verdict) && opening.ids.includes(rolloutId);
}

/** @param was what the gate remembers; none for a new one */
export function turnOf({ rolloutId, before, promote, abort }: GateAsk, was: GateState | undefined): GateTurn {
  const own = pausedHere(was);
  const by = own === undefined ? undefined : abort === own ? "abort" : promote === own ? "promote" : undefined;
  const blocked = own !== undefined && by === undefined ? own : before?.paused;
  const released: GateTurn["released"] = own !== undefined && by !== undefined && blocked === undefined ? { id: own, by } : undefined;
  const begun = was === undefined ? [] : was.opening.ids;
  // What comes in while a rollout waits is a change of its own, also when that rollout is taken back.
  if (released?.by === "abort") return { blocked, released, scope: begun };
  if (blocked !== undefined) return { blocked, released, scope: [rolloutId].filter((id) => id !== blocked) };
  // What was not let pass is not forgotten because the program changed: it may still be wanted of bots behind the gate.
  const isOpen = own !== undefined || (was !== undefined && endedBadly.has(was.verdict));
  return { blocked, released, scope: [...new Set([...(before?.ids ?? []), ...(isOpen ? begun : []), rolloutId])] };
}

/** What a gate remembers once all bots it judged are well. */
export function stateAfter(ask: GateAsk, was: GateState | undefined, turn: GateTurn, touched: readonly string[]): GateState {
  const { rolloutId, desired, later, before, pauses } = ask;
  const { blocked, released, scope } = turn;
  const common = { rolloutId, desired, touched, ...(was?.passed !== undefined && { passed: was.passed }) };
  const heldBefore = before?.held ?? [];
  if (blocked !== undefined && was !== undefined && pausedHere(was) !== undefined) {
    const { held } = was.opening;
    return { ...common, touched: was.touched, verdict: "paused", opening: was.opening, settled: without(desired, held, was.settled) };
  }
  if (blocked !== undefined) return { ...common, verdict: "waiting", opening: { ids: scope, held: heldBefore, paused: blocked }, settled: without(desired, heldBefore, was?.settled ?? {}) };
  const [id = rolloutId] = scope;
  const held = later.filter((bot) => (was?.settled ?? {})[bot] !== desired[bot]);
  if (pauses && touched.length > 0 && held.length > 0 && released === undefined) {
    return { ...common, verdict: "paused", opening: { ids: scope, held: [...new Set([...heldBefore, ...held])], paused: id }, settled: without(desired, held, was?.settled ?? {}) };
  }
  return { ...common, verdict: "passed", opening: { ids: scope, held: heldBefore }, settled: desired };
}

/** Bots of a rollout that waits, and that the program now wants otherwise. */
export function changedMeanwhile(was: GateState, desired: Readonly<Record<string, string>>): string[] {
  if (pausedHere(was) === undefined) return [];
  const inside = new Set([...was.opening.held, ...was.touched]);
  return Object.keys(desired).filter((bot) => inside.has(bot) && was.desired[bot] !== undefined && was.desired[bot] !== desired[bot]);
}

/** Bots that wait here, and that the steps of the program would not let wait any more. */
export function escaped(was: GateState, desired: Readonly<Record<string, string>>, later: readonly string[]): string[] {
  return pausedHere(was) === undefined ? [] : was.opening.held.filter((bot) => desired[bot] !== undefined && !later.includes(bot));
}

/** What the program wants of all bots but these, which stay as they were. */
function without(desired: Readonly<Record<string, string>>, held: readonly string[], before: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(desired).flatMap(([bot, digest]) => (!held.includes(bot) ? [[bot, digest]] : before[bot] === undefined ? [] : [[bot, before[bot]]])) as [string, string][]);
}
