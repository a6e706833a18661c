import { setTimeout as delay } from "node:timers/promises";
import { MolthubError } from "./errors";

/**
 * A point in time until which a piece of work must be done. Every wait in Molthub takes one, so that nothing waits for ever
 * and nested steps share one budget.
 *
 * @example
 * const deadline = Deadline.after(30_000, "bot alice to become ready");
 * while (!(await ready())) await deadline.sleep(250);
 */
export class Deadline {
  private constructor(
    private readonly at: number,
    /** What is waited for; ends the sentence "gave up waiting for ...". */
    readonly what: string,
    private readonly budgetMs: number,
  ) {}

  /** A deadline `ms` milliseconds from now. */
  static after(ms: number, what: string): Deadline {
    return new Deadline(performance.now() + ms, what, ms);
  }

  /** The same work with `ms` milliseconds at most, and never more than is left. */
  atMost(ms: number): Deadline {
    return ms < this.remainingMs ? Deadline.after(ms, this.what) : this;
  }

  /** Milliseconds left, never below 0. */
  get remainingMs(): number {
    return Math.max(0, this.at - performance.now());
  }

  get expired(): boolean {
    return this.remainingMs === 0;
  }

  /** The error of a missed deadline. */
  error(): MolthubError {
    return new MolthubError("deadline", `gave up waiting for ${this.what} after ${Math.round(this.budgetMs / 1000)} s`);
  }

  /** Sleeps `ms` milliseconds, or throws when the deadline passes first. */
  async sleep(ms: number): Promise<void> {
    if (this.expired) throw this.error();
    await delay(Math.min(ms, this.remainingMs));
  }

  /** The outcome of `work`, or the error of this deadline when that comes first. `work` itself is not stopped. */
  async race<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    // A timer that an AbortSignal stops would make two errors for every answer that comes in time.
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.error()), this.remainingMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
