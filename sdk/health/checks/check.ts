import type { Patient } from "../patient";

/**
 * `warning`: nothing is broken, and somebody should look at it. `failed`: the bot is not as it should be. `unknown`: there is no evidence.
 */
export type Verdict = "ok" | "warning" | "failed" | "unknown";

/** What a check found. */
export interface Judgement {
  readonly verdict: Verdict;
  /** In plain words, several findings in lines of their own. */
  readonly what: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** One thing that is looked at. What it throws is taken for missing evidence. */
export interface Check {
  readonly name: string;
  readonly judge: (patient: Patient) => Judgement | Promise<Judgement>;
}
