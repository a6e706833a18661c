import { isDeepStrictEqual } from "node:util";
import type { LayerSelector } from "../config";
import type { Freeze } from "./freeze";

/** What a freeze of the stack's settings is of: all that is given; nothing given, the whole stack. */
export interface FreezeTarget {
  readonly fleet?: string;
  readonly bot?: string;
  readonly select?: LayerSelector;
}

/** One freeze of the stack's settings. */
export interface StackFreeze extends FreezeTarget {
  readonly reason: string;
  readonly until?: string;
  /** Who set it, and when. */
  readonly by?: string;
  readonly at?: string;
}

export function asFreeze(freeze: StackFreeze): Freeze {
  const { reason, until, by, fleet, bot, select } = freeze;
  return { reason, ...(until !== undefined && { until }), ...(by !== undefined && { by }), ...(fleet !== undefined && { fleet }), ...(bot !== undefined && { bots: [bot] }), ...(select !== undefined && { select }), lift: liftedBy(freeze) };
}

/** The command that lifts a freeze; of one that no command can name, what to do. */
export function liftedBy({ fleet, bot, select }: FreezeTarget): string {
  if (select?.version !== undefined) return "take it out of the list `pulumi config get molthub:freeze`";
  return ["molthub unfreeze", bot ?? fleet ?? [], ...Object.entries(select?.matchLabels ?? {}).map(([label, value]) => `--select ${label}=${value}`)].flat().join(" ");
}

/** True when a freeze is the one that a name, or none for the whole stack, and labels stand for. */
export function isNamedBy(name: string | undefined, select: LayerSelector | undefined): (freeze: FreezeTarget) => boolean {
  return (freeze) => (freeze.bot ?? freeze.fleet) === name && isDeepStrictEqual(freeze.select, select);
}

/** What is frozen, for a person: `fleet support where region=eu`. */
export function targetText({ fleet, bot, select }: FreezeTarget): string {
  const named = bot !== undefined ? `bot ${bot}${fleet === undefined ? "" : ` of fleet ${fleet}`}` : fleet !== undefined ? `fleet ${fleet}` : select === undefined ? "the whole stack" : "every bot";
  const conditions = [...Object.entries(select?.matchLabels ?? {}).map(([label, value]) => `${label}=${value}`), ...(select?.version === undefined ? [] : [`version ${select.version}`])];
  return conditions.length === 0 ? named : `${named} where ${conditions.join(", ")}`;
}
