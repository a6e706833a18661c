import { matchesSelector, type GatewayRelease, type LayerSelector } from "../config";

/** Bots that are to stay as they are, for a reason. It holds for those that meet all that is given. */
export interface Freeze {
  readonly reason: string;
  /** A day, to its end in UTC, or a time. If unset, until somebody lifts it. */
  readonly until?: string;
  /** Who set it. */
  readonly by?: string;
  /** Name of a fleet. If unset, also bots of another fleet and of none. */
  readonly fleet?: string;
  /** If unset, every bot. */
  readonly bots?: readonly string[];
  /** If unset, whatever the labels. */
  readonly select?: LayerSelector;
  /** How it is lifted, as an instruction. */
  readonly lift: string;
}

/** What the resources of a frozen bot are told. It is small and holds no secret: the engine prints it whole. */
export type Frozen = Pick<Freeze, "reason" | "until" | "by" | "lift">;

/** What a freeze looks at. */
export interface FreezableBot {
  readonly bot: string;
  /** Absent for a bot of no fleet. */
  readonly fleet?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly release: GatewayRelease;
}

const dayMs = 86_400_000;

/**
 * The freeze that is in force for a bot: of several, the one that lasts longest, with all that it takes to lift them.
 *
 * @param now milliseconds since 1970
 */
export function frozenAt(freezes: readonly Freeze[], bot: FreezableBot, now: number): Frozen | undefined {
  const inForce = freezes.filter((freeze) => holdsFor(freeze, bot) && !isOver(freeze, now)).sort((a, b) => endOf(b) - endOf(a) || 0);
  const [longest] = inForce;
  if (longest === undefined) return undefined;
  const { reason, until, by } = longest;
  return { reason, ...(until !== undefined && { until }), ...(by !== undefined && { by }), lift: [...new Set(inForce.map(({ lift }) => lift))].join(", and ") };
}

/** `frozen until 2026-12-01: release week`. */
export function frozenText({ reason, until }: Pick<Freeze, "reason" | "until">): string {
  return `frozen${until === undefined ? "" : ` until ${until}`}: ${reason}`;
}

/** True once a freeze has ended by itself. */
export function isOver(freeze: Pick<Freeze, "until">, now: number): boolean {
  return endOf(freeze) <= now;
}

function holdsFor({ fleet, bots, select }: Freeze, bot: FreezableBot): boolean {
  return (fleet === undefined || fleet === bot.fleet) && (bots === undefined || bots.includes(bot.bot)) && (select === undefined || matchesSelector("freeze: select", select, bot));
}

/** The first moment at which a freeze does not hold any more. */
function endOf({ until }: Pick<Freeze, "until">): number {
  if (until === undefined) return Number.POSITIVE_INFINITY;
  return until.includes("T") ? Date.parse(until) : Date.parse(until) + dayMs;
}
