import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

/** A run of a task of a clone: what it prints, how it ends, and the means to kill it hard. */
export class TaskRun {
  /** stdout and stderr as a user reads them. */
  output = "";
  /** stdout alone. */
  stdout = "";
  readonly ended: Promise<void>;
  private readonly begun = performance.now();
  private endedAfterMs: number | undefined;

  private constructor(
    readonly command: string,
    private readonly child: ChildProcess,
  ) {
    child.stdout?.on("data", (chunk: Buffer) => {
      this.stdout += chunk.toString();
      this.output += chunk.toString();
    });
    child.stderr?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    this.ended = once(child, "exit").then(async () => {
      this.endedAfterMs = performance.now() - this.begun;
      // What is still in the pipes. Not "close": a process left behind would hold them open.
      await delay(50);
    });
  }

  /** Starts the `node` on PATH with these arguments, as the leader of a process group of its own. */
  static start(args: readonly string[], options: { cwd: string; env: Record<string, string> }): TaskRun {
    const child = spawn("node", args, { ...options, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    return new TaskRun(args.slice(1).join(" "), child);
  }

  get code(): number | null {
    return this.child.exitCode;
  }

  get seconds(): number {
    return Math.round((this.endedAfterMs ?? performance.now() - this.begun) / 100) / 10;
  }

  /** How it stands, for a log. */
  get exit(): string {
    return `exit code ${String(this.code ?? this.child.signalCode ?? "none yet")} after ${String(this.seconds)} s`;
  }

  /** Waits until the output holds this text. */
  async until(text: string | RegExp, ms = 120_000): Promise<void> {
    await this.when(() => this.output.search(text) >= 0, `the output to hold ${String(text)}`, ms);
  }

  /** Waits until something holds; it fails when the run ends first. */
  async when(holds: () => boolean, what: string, ms = 120_000): Promise<void> {
    for (const end = performance.now() + ms; !holds(); await delay(50)) {
      if (performance.now() > end || this.code !== null) throw new Error(`waited in vain for ${what}; ${this.exit}:\n${this.output}`);
    }
  }

  /** kill -9 of the whole process group: nothing of it can say goodbye. */
  async killGroup(): Promise<void> {
    if (this.child.pid !== undefined && this.code === null) {
      try {
        process.kill(-this.child.pid, "SIGKILL");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
    await this.ended;
  }
}
