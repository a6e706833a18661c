import { failed, inconclusive, passed, type BotMetric } from "./kind";
import { compareUsage, tooFew, type Usage } from "./usage";

/** Options of the metric `latency`. */
export interface LatencyOptions {
  /** So many times the latency of untouched bots a touched one may have. Default 1.5. */
  readonly maxRatio?: number;
}

/**
 * In what time 95 % of the answers came since the change: of a touched bot, against all untouched bots together in the same time
 * (`sessions.usage`, openclaw 2026.9.6). The Gateway tells this figure session by session; of many sessions, ours is the one that 95 % of the
 * answers belong to sessions of, which is exact for sessions of one answer and for a single session, and no less than the true one else.
 * (The figure that the Gateway gives for all of its sessions is the highest of theirs: one slow answer makes it.)
 */
export function latency({ maxRatio = 1.5 }: LatencyOptions): BotMetric {
  return {
    of: "each",
    async sample(bot, round) {
      const compared = await compareUsage(bot, "latency", round);
      if ("unknown" in compared) return inconclusive(compared.unknown);
      const { touched, baseline } = compared;
      const few = tooFew("timed answers", timedIn(touched), timedIn(baseline));
      if (few !== undefined) return few;
      const [own, theirs] = [p95Of(touched.latencies), p95Of(baseline.latencies)];
      if (theirs === 0) return inconclusive("the answers of untouched bots took no time that could be measured");
      if (own <= theirs * maxRatio) return passed;
      return failed(`95 % of its answers came within ${seconds(own)}, those of untouched bots within ${seconds(theirs)}: ${(own / theirs).toFixed(1)} times as long, and ${String(maxRatio)} are allowed`);
    },
  };
}

function timedIn({ latencies }: Usage): number {
  return latencies.reduce((sum, { count }) => sum + count, 0);
}

/** The lowest time that covers the sessions of 95 % of the answers. */
export function p95Of(latencies: Usage["latencies"]): number {
  const sorted = [...latencies].sort((a, b) => a.p95Ms - b.p95Ms);
  const needed = 0.95 * sorted.reduce((sum, { count }) => sum + count, 0);
  let covered = 0;
  return sorted.find(({ count }) => (covered += count) >= needed)?.p95Ms ?? 0;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
