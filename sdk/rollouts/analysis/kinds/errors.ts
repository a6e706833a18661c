import { failed, inconclusive, passed, type BotMetric } from "./kind";
import { compareUsage, tooFew, type Usage } from "./usage";

/** Options of the metric `errors`. */
export interface ErrorsOptions {
  /** By so many points the percentage of a touched bot may be above that of the untouched ones. Default 5. */
  readonly maxPercent?: number;
}

/**
 * Of all answers of models and tools since the change, the share that are errors: a touched bot's against that of all untouched bots together
 * in the same time (`sessions.usage`, openclaw 2026.9.6, which counts a turn that failed, was aborted or timed out, and a tool that failed).
 */
export function errors({ maxPercent = 5 }: ErrorsOptions): BotMetric {
  return {
    of: "each",
    async sample(bot, round) {
      const compared = await compareUsage(bot, "what of its answers were errors", round);
      if ("unknown" in compared) return inconclusive(compared.unknown);
      const { touched, baseline } = compared;
      const few = tooFew("answers", touched.answers, baseline.answers);
      if (few !== undefined) return few;
      if (percentOf(touched) <= percentOf(baseline) + maxPercent) return passed;
      return failed(`${percentOf(touched).toFixed(1)} % of its ${String(touched.answers)} answers are errors, of those of untouched bots ${percentOf(baseline).toFixed(1)} %; ${String(maxPercent)} points more are allowed`);
    },
  };
}

function percentOf({ errors: bad, answers }: Usage): number {
  return (100 * bad) / answers;
}
