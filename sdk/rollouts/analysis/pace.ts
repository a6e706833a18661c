/** How long an analysis waits for what. Milliseconds. */
export interface AnalysisPace {
  /** A bot that has not answered a question in this time does not answer. */
  readonly answer: number;
  /** A channel that is starting has this long to be connected. */
  readonly starting: number;
  /** A Gateway has this long to count what its sessions used. */
  readonly counting: number;
  /** A model has this long to answer. */
  readonly model: number;
  /** A probe session has this long to be deleted. */
  readonly forgetting: number;
  /** Between two looks at what is under way. */
  readonly poll: number;
}

/**
 * Observed with openclaw 2026.9.6 on a busy machine: the first turn after a start took 35 s, and the gateway answered nobody else for 20 s of
 * them; a channel took 20 s to connect, usage 12 s to be counted, a session 10 s to be deleted.
 */
export const usualPace: AnalysisPace = { answer: 45_000, starting: 45_000, counting: 30_000, model: 120_000, forgetting: 15_000, poll: 500 };
