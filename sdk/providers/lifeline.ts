import { readFileSync } from "node:fs";
import { MolthubError } from "../errors";

/** A process as it was when we looked: its id may be given to another one later, its id and start time together not. */
interface Ancestor {
  readonly pid: number;
  readonly startTime: string;
}

const checkEveryMs = 1_000;

/**
 * Ties a provider process to the engine that started it. An engine that is killed leaves its providers behind, and they would finish
 * what they were doing although nobody records it any more: once the engine is gone, nothing is written, and the process ends.
 *
 * @example
 * const lifeline = Lifeline.toEngine();
 * lifeline.requireEngine(); // right before a write
 */
export class Lifeline {
  private readonly parent = process.ppid;

  private constructor(private readonly ancestors: readonly Ancestor[]) {}

  /** Watches the parent of this process and, on Linux, what is above it while that is a shell: the launcher of npm is one. */
  static toEngine(): Lifeline {
    const lifeline = new Lifeline(ancestorsUpToEngine());
    // Ends waits as well: whatever this process waits for, it stops waiting when it stops.
    setInterval(() => {
      if (!lifeline.engineIsAlive) process.exit(1);
    }, checkEveryMs).unref();
    return lifeline;
  }

  get engineIsAlive(): boolean {
    if (process.platform !== "linux") return process.ppid === this.parent;
    return this.ancestors.length > 0 && this.ancestors.every(({ pid, startTime }) => statOf(pid)?.startTime === startTime);
  }

  /** @throws MolthubError `engine-gone` */
  requireEngine(): void {
    if (!this.engineIsAlive) throw new MolthubError("engine-gone", "the Pulumi engine that started this has ended; nothing more is written");
  }
}

function ancestorsUpToEngine(): Ancestor[] {
  const ancestors: Ancestor[] = [];
  for (let pid = process.ppid; ; ) {
    const stat = statOf(pid);
    // Process 1 adopts orphans: who has it for a parent has lost its engine, unless a container runs nothing but Pulumi.
    if (stat === undefined || (pid === 1 && !stat.name.startsWith("pulumi"))) return [];
    ancestors.push({ pid, startTime: stat.startTime });
    if (!/^(sh|dash|bash|ash|busybox)$/.test(stat.name)) return ancestors;
    pid = stat.parent;
  }
}

function statOf(pid: number): { name: string; parent: number; startTime: string } | undefined {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, "latin1");
    const [state, parent, ...rest] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    // Fields 3, 4 and 22 of proc(5).
    const startTime = rest[17];
    if (state === "Z" || parent === undefined || startTime === undefined) return undefined;
    return { name: text.slice(text.indexOf("(") + 1, text.lastIndexOf(")")), parent: Number(parent), startTime };
  } catch {
    return undefined;
  }
}
