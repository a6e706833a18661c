/** How long a transaction waits for what. Milliseconds. */
export interface Pace {
  /** A bot that never answered in this run counts as unreachable after this. */
  readonly firstAnswer: number;
  /** One that answered in this run, and is away since, restarts; it has this long to return. */
  readonly returns: number;
  /** Between two looks at a bot that takes a document into use. */
  readonly poll: number;
  /** A Gateway that took a write has this long to take it into use; a restart begins 2 s after the answer, later when the bot is at work. */
  readonly takeUp: number;
  /** One that wrote a document without taking it into use is told again after this. */
  readonly tellAgain: number;
  /** An answer that has not come by then may never come, though the document is live: look for oneself. */
  readonly answer: number;
  /** A Gateway that restarts at every write has this long to begin. */
  readonly restartBegins: number;
  /** Channels that were connected have this long to connect again. */
  readonly channels: number;
  /** A vendor that is asked about a new secret has this long to answer. */
  readonly probe: number;
  /** The way back has a budget of its own: what is left of the other may be nothing. */
  readonly undo: number;
}

/**
 * Observed with openclaw 2026.9.6: a restart takes 10 s on a quiet machine and a minute on a busy one; a write that meets the end of the
 * reload before it may be answered after 300 s; and a process that was killed during a reload leaves a lease of 300 s behind ("plugin
 * lifecycle lease"), until whose end its successor takes no change into use; the first turn of a model after a start took 35 s.
 */
export const usualPace: Pace = { firstAnswer: 45_000, returns: 150_000, poll: 250, takeUp: 60_000, tellAgain: 5_000, answer: 10_000, restartBegins: 5_000, channels: 45_000, probe: 120_000, undo: 330_000 };
