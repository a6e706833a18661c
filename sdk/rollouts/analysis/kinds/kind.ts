import type { Connect } from "../../../apply";
import type { GatewayRelease } from "../../../config";
import type { Deadline } from "../../../deadline";
import type { GatewayClient } from "../../../gateway";
import type { AnalysisPace } from "../pace";
import type { Outcome } from "../tally";

/** A bot that an analysis looks at. */
export interface JudgedBot {
  readonly bot: string;
  readonly release: GatewayRelease;
  /** Connects with scope `operator.admin`. */
  readonly connect: Connect;
  /** Of the process that was proven to run the change. */
  readonly bootId?: string;
  /** It restarted while it took a change that needs no restart. Default false. */
  readonly strayRestart?: boolean;
  /** When that was proven, as an ISO time. */
  readonly verifiedAt: string;
}

/** What one look found. A reason is a sentence without its full stop, and holds no secret. */
export type Sample = { readonly outcome: "passed" } | { readonly outcome: Exclude<Outcome, "passed">; readonly reason: string };

export const passed: Sample = { outcome: "passed" };

export function failed(reason: string): Sample {
  return { outcome: "failed", reason };
}

export function inconclusive(reason: string): Sample {
  return { outcome: "inconclusive", reason };
}

/** One round of looks at all bots, by one metric. */
export interface Round {
  /** Those that the change touched. */
  readonly touched: readonly JudgedBot[];
  /** Those that it did not touch. */
  readonly baseline: readonly JudgedBot[];
  readonly pace: AnalysisPace;
  /** Aborted when the analysis is over, or nobody waits for it any more. */
  readonly ended: AbortSignal;
  /**
   * Asks a bot by a connection of its own. Of all metrics together, so many bots are asked at once that no machine is overrun.
   *
   * @throws when the bot does not answer in time
   */
  ask<T>(bot: JudgedBot, withinMs: number, work: (client: GatewayClient, deadline: Deadline) => Promise<T>): Promise<T>;
  /** What all samples of the round share: made once, by the first that needs it. A metric shares one thing. */
  shared<T>(make: () => Promise<T>): Promise<T>;
  /** Tells the user what is no finding. */
  log(line: string): void;
}

/** A metric that looks at each bot by itself. What `sample` throws is a missing signal: it fails. */
export interface BotMetric {
  readonly of: "each";
  sample(bot: JudgedBot, round: Round): Promise<Sample>;
}

/** A metric that looks at all touched bots together. */
export interface FleetMetric {
  readonly of: "all";
  sample(round: Round): Promise<Sample>;
}

export type Metric = BotMetric | FleetMetric;
