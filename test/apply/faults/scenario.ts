import fc from "fast-check";
import { isPlainObject, type ConfigDocument } from "../../../sdk/config";
import type { FaultKind } from "../../gateways/simulator/faults";
import { documentPairs, withoutSecret, type Line } from "./pools";
import { firstStage, stepsOf } from "./realDocuments";
import type { Fate } from "./wire";

/** Why a change has to be taken back, so that a fault may strike during that. */
export type Setback = "none" | "channels" | "secret";

/** What somebody else does to the file of a bot. */
export type Edit = "elsewhere" | "same" | "all" | "broken" | "deleted";

/** The one thing that goes wrong. `request`: at the nth request that we send in a run, connects included. */
export type Trouble =
  | { readonly kind: "nothing" }
  | { readonly kind: "wire"; readonly request: number; readonly fate: Exclude<Fate, "passed"> }
  | { readonly kind: "killed"; readonly request: number; readonly afterMs: number }
  | { readonly kind: "hangs"; readonly request: number; readonly ms: number }
  | { readonly kind: "write"; readonly write: number; readonly fault: FaultKind }
  | { readonly kind: "edited"; readonly request: number; readonly edit: Edit }
  | { readonly kind: "we-die"; readonly request: number; readonly when: "before" | "after" }
  | { readonly kind: "engine-gone"; readonly ask: number }
  | { readonly kind: "late"; readonly withinMs: number };

/** One run: a bot, a change, and what goes wrong. */
export interface Scenario {
  readonly line: Line;
  readonly old: ConfigDocument;
  readonly wanted: ConfigDocument;
  /** The plan knows which leaves are secret. */
  readonly declared: boolean;
  /** The bot has something of its own, which is left to it. */
  readonly own: boolean;
  readonly setback: Setback;
  readonly trouble: Trouble;
  /** In the end it is given the old document again. */
  readonly returns: boolean;
  /** On a real gateway, which takes so long to start that a bot may count as unreachable meanwhile. */
  readonly isReal: boolean;
}

/** What the bot has of its own in some runs. */
export const ownPart = { ui: { seamColor: "#123456" } };

/** A hang that outlives all patience. */
export const longHangMs = 2_500;

const writeFaults: readonly FaultKind[] = ["die-before-persist", "die-after-persist", "oom-after-persist", "cut-after-persist", "silent-after-persist", "not-applied", "no-return", "refuse", "dead-channels", "die", "cut", "half-close", "slow"];

const wires: readonly Exclude<Fate, "passed">[] = ["lost", "unanswered", "cut-behind", "silenced"];

/** How long things take where a scenario is played, and how often what is drawn. */
interface Measures {
  /** Up to which of a run's requests something goes wrong. */
  readonly requests: number;
  /** A request on the wire that is late, at most. */
  readonly lateMs: number;
  readonly kills: number;
  /** From a request to the end of the process. */
  readonly killedAfterMs: readonly number[];
  readonly hangs: number;
  readonly hangMs: fc.Arbitrary<number>;
  /** The longest deadline that is too short. */
  readonly withinMs: number;
  /** 0 where no gateway does what it is told to. */
  readonly writes: number;
}

const simulated: Measures = { requests: 32, lateMs: 60, kills: 6, killedAfterMs: [0, 0, 1, 2, 4, 8, 14], hangs: 2, hangMs: fc.constantFrom(20, 40, 80, longHangMs), withinMs: 300, writes: 6 };
// A real gateway answers in tens of milliseconds; from a write to its end, restart and all, it is seconds.
const real: Measures = { requests: 7, lateMs: 3_000, kills: 8, killedAfterMs: [0, 0, 5, 20, 50, 100, 300, 1_000, 2_400], hangs: 4, hangMs: fc.oneof({ weight: 7, arbitrary: fc.constantFrom(500, 1_000, 2_000, 4_000, 7_000, 10_000) }, { weight: 1, arbitrary: fc.constant(60_000) }), withinMs: 8_000, writes: 0 };

function troublesOf({ requests, lateMs, kills, killedAfterMs, hangs, hangMs, withinMs, writes }: Measures): fc.Arbitrary<Trouble> {
  const request = fc.integer({ min: 1, max: requests });
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant<Trouble>({ kind: "nothing" }) },
    { weight: 8, arbitrary: fc.record({ kind: fc.constant("wire" as const), request, fate: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...wires) }, { weight: 1, arbitrary: fc.record({ late: fc.integer({ min: 1, max: lateMs }) }) }) }) },
    { weight: kills, arbitrary: fc.record({ kind: fc.constant("killed" as const), request, afterMs: fc.constantFrom(...killedAfterMs) }) },
    { weight: hangs, arbitrary: fc.record({ kind: fc.constant("hangs" as const), request, ms: hangMs }) },
    { weight: writes, arbitrary: fc.record({ kind: fc.constant("write" as const), write: fc.integer({ min: 1, max: 4 }), fault: fc.constantFrom(...writeFaults) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("edited" as const), request, edit: fc.constantFrom<Edit>("elsewhere", "elsewhere", "same", "same", "all", "broken", "deleted") }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant("we-die" as const), request, when: fc.constantFrom("before" as const, "after" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("engine-gone" as const), ask: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("late" as const), withinMs: fc.integer({ min: 1, max: withinMs }) }) },
  );
}

function scenariosOf(line: Line): fc.Arbitrary<Scenario> {
  const setbacks = fc.oneof({ weight: 2, arbitrary: fc.constant<Setback>("none") }, { weight: 1, arbitrary: fc.constantFrom<Setback>("channels", "secret") });
  return fc.tuple(documentPairs(line), fc.boolean(), fc.boolean(), setbacks, troublesOf(simulated)).map(([{ old, wanted }, declared, own, setback, trouble]) => {
    const common = { line, declared, own, trouble, old, returns: true, isReal: false };
    // Clawdbot is not told to run without a secret: it would not run at all.
    if (setback === "secret" && line === "openclaw") return { ...common, wanted: withoutSecret(wanted), setback, returns: false };
    if (setback === "channels" && isOn(old) && isOn(wanted)) return { ...common, wanted, setback };
    return { ...common, wanted, setback: "none" };
  });
}

/** Runs of both product lines. */
export const scenarios: fc.Arbitrary<Scenario> = fc.oneof(scenariosOf("openclaw"), scenariosOf("clawdbot"));

/** Runs in the life of one real bot: each begins with the document that the one before it ended with. The same ones for the same seed. */
export function drawnForReal(line: Line, count: number, seed: number): Scenario[] {
  const drawn = fc.sample(fc.tuple(stepsOf(line), fc.boolean(), fc.integer({ min: 1, max: 4 }), troublesOf(real), troublesOf({ ...real, requests: 2 * real.requests })), { numRuns: count, seed });
  let now = firstStage(line);
  return drawn.map(([step, declared, chance, onTheWay, onTheWayBack]) => {
    const next = step(now);
    const lacks = line === "openclaw" && chance === 1;
    const scenario: Scenario = { line, declared, own: false, trouble: lacks ? onTheWayBack : onTheWay, old: now.document, wanted: lacks ? withoutSecret(next.document) : next.document, setback: lacks ? "secret" : "none", returns: lacks, isReal: true };
    if (!lacks) now = next;
    return scenario;
  });
}

/** The same runs for the same seed. */
export function drawn(count: number, seed: number): Scenario[] {
  return fc.sample(scenarios, { numRuns: count, seed });
}

function isOn(document: ConfigDocument): boolean {
  const channels = document["channels"];
  const telegram = isPlainObject(channels) ? channels["telegram"] : undefined;
  return isPlainObject(telegram) && telegram["enabled"] !== false;
}
