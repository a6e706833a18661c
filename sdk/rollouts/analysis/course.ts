import { setTimeout as wait } from "node:timers/promises";
import { MolthubError } from "../../errors";
import { usualPace, type AnalysisPace } from "./pace";

/** What an analysis needs of whoever runs it. */
export interface AnalysisConditions {
  /** Throws when the Pulumi engine is gone: nobody waits for a result any more. */
  readonly requireEngine: () => void;
  /** Tells the user how it goes. */
  readonly log: (line: string) => void;
  /** Waits so many milliseconds. Default: that long. */
  readonly delay?: (ms: number) => Promise<void>;
  /** Default: that of real Gateways. */
  readonly pace?: AnalysisPace;
}

const stepMs = 1_000;

const over = new MolthubError("analysis-over", "the analysis is over");

/** The course of one analysis: from its start until it is over, or until its engine is gone. */
export class Course {
  private readonly end = new AbortController();
  private readonly watch: NodeJS.Timeout;

  constructor(private readonly conditions: AnalysisConditions) {
    // Also while a bot is taking its time.
    this.watch = setInterval(() => {
      try {
        this.requireLive();
      } catch {
        // Whoever waits is told.
      }
    }, stepMs);
  }

  get pace(): AnalysisPace {
    return this.conditions.pace ?? usualPace;
  }

  /** Aborted when it is over. */
  get ended(): AbortSignal {
    return this.end.signal;
  }

  /** Ends it; all waits end with an error. */
  finish(): void {
    this.stop(over);
  }

  /** @throws what broke it off, when it did not just end */
  requireWhole(): void {
    if (this.ended.aborted && this.ended.reason !== over) throw this.ended.reason as Error;
    this.conditions.requireEngine();
  }

  /** @throws what `requireEngine` threw, or that it is over */
  requireLive(): void {
    this.ended.throwIfAborted();
    try {
      this.conditions.requireEngine();
    } catch (error) {
      this.stop(error);
      throw error;
    }
  }

  /** The outcome of `work`, or the end of the course when that comes first. `work` itself goes on. */
  async race<T>(work: Promise<T>): Promise<T> {
    this.ended.throwIfAborted();
    let tell = (): void => undefined;
    const ended = new Promise<never>((_, reject) => {
      tell = () => reject(this.ended.reason as Error);
    });
    this.ended.addEventListener("abort", tell);
    try {
      return await Promise.race([work, ended]);
    } finally {
      this.ended.removeEventListener("abort", tell);
    }
  }

  /** Waits, and no longer than the course goes on. */
  async pause(ms: number): Promise<void> {
    const delay = this.conditions.delay ?? ((step: number) => wait(step));
    for (let left = ms; left > 0; left -= stepMs) {
      this.requireLive();
      await this.race(delay(Math.min(left, stepMs)));
    }
    this.requireLive();
  }

  private stop(reason: unknown): void {
    clearInterval(this.watch);
    this.end.abort(reason);
  }
}
