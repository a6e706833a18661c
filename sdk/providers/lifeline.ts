import { readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { MolthubError } from "../errors";
import { startTimeOf } from "../hosts/cache/processIdentity.cjs";

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
    return this.ancestors.length > 0 && this.ancestors.every(({ pid, startTime }) => startTimeOf(pid) === startTime);
  }

  /** @throws MolthubError `engine-gone` */
  requireEngine(): void {
    if (!this.engineIsAlive) throw new MolthubError("engine-gone", "the Pulumi engine that started this has ended; nothing more is written");
  }
}

function ancestorsUpToEngine(): Ancestor[] {
  const ancestors: Ancestor[] = [];
  for (let pid = process.ppid; ; ) {
    const startTime = startTimeOf(pid);
    const { name = "", parent } = nameAndParentOf(pid);
    // Process 1 adopts orphans: who has it for a parent has lost its engine, unless a container runs nothing but Pulumi.
    if (startTime === undefined || parent === undefined || (pid === 1 && !name.startsWith("pulumi"))) return [];
    ancestors.push({ pid, startTime });
    if (!isShell(pid)) return ancestors;
    pid = parent;
  }
}

/** By its program, because a process that executes a script has the name of that: the launcher's is `pulumi-resource`. */
function isShell(pid: number): boolean {
  try {
    return /^(sh|dash|bash|ash|busybox)$/.test(basename(readlinkSync(`/proc/${String(pid)}/exe`)));
  } catch {
    return false;
  }
}

function nameAndParentOf(pid: number): { name?: string; parent?: number } {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, "utf8");
    const [, name] = /^Name:\t(.*)$/m.exec(status) ?? [];
    const [, parent] = /^PPid:\t(\d+)$/m.exec(status) ?? [];
    return { ...(name !== undefined && { name }), ...(parent !== undefined && { parent: Number(parent) }) };
  } catch {
    return {};
  }
}
