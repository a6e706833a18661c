/** How many samples of a bot there are to be, and how many of them may be bad. */
export interface Limits {
  readonly count: number;
  readonly failureLimit: number;
  readonly inconclusiveLimit: number;
}

/** What came of a look, and in the end of a bot, a metric, an analysis. */
export type Outcome = "passed" | "failed" | "inconclusive";

/**
 * Counts the samples of one bot by one metric, as Argo Rollouts counts measurements: one failure over the limit, and it has failed; one
 * inconclusive sample over its limit, and it is inconclusive; all samples taken without either, and it has passed.
 */
export class Tally {
  private readonly counted: Record<Outcome, number> = { passed: 0, failed: 0, inconclusive: 0 };
  private decided: Outcome | undefined;

  constructor(private readonly limits: Limits) {}

  /** Undefined while another sample is to be taken. */
  get verdict(): Outcome | undefined {
    return this.decided;
  }

  /** Samples so far. */
  get samples(): number {
    return this.counted.passed + this.counted.failed + this.counted.inconclusive;
  }

  add(outcome: Outcome): void {
    if (this.decided !== undefined) throw new Error("its verdict is known: there is nothing more to count");
    this.counted[outcome]++;
    const { count, failureLimit, inconclusiveLimit } = this.limits;
    if (this.counted.failed > failureLimit) this.decided = "failed";
    else if (this.counted.inconclusive > inconclusiveLimit) this.decided = "inconclusive";
    else if (this.samples === count) this.decided = "passed";
  }
}

/** Of several, the one that counts: `failed` beats `inconclusive` beats `passed`. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  return (["failed", "inconclusive"] as const).find((outcome) => outcomes.includes(outcome)) ?? "passed";
}
