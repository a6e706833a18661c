import { readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startTimeOf } from "../../sdk/hosts/cache/processIdentity.cjs";
import type { Log } from "./cli.mts";

/** What the CLI's file backend writes into a lock file. */
interface Lock {
  readonly pid: number;
  readonly hostname: string;
  readonly timestamp: string;
}

/** A clock that was set, or a coarse one, must not make a live owner look like another process. */
const CLOCK_SLACK_MS = 10_000;
const TICKS_PER_SECOND = 100;

/**
 * Removes the stack locks whose owner was a process of this host and is dead; the CLI never does. It removes those very files,
 * where `pulumi cancel` would remove all locks of the stack, also that of a run that has just begun.
 *
 * @returns the removed files
 */
export function clearStaleLocks(projectDir: string, log: Log): string[] {
  const folder = path.join(projectDir, ".pulumi", "locks");
  return lockFiles(folder).filter((file) => {
    const lock = read(file);
    if (lock === undefined || !isStale(lock)) return false;
    const stack = path.relative(folder, path.dirname(file)).split(path.sep).slice(1).join("/");
    log(`Clearing the lock of stack ${stack}: its owner (pid ${lock.pid} on this host, since ${lock.timestamp}) is dead.`);
    for (const part of [file, `${file}.attrs`]) rmSync(part, { force: true });
    return true;
  });
}

function isStale({ pid, hostname, timestamp }: Lock): boolean {
  if (hostname !== os.hostname()) return false;
  const startTime = startTimeOf(pid);
  if (startTime === undefined) return true;
  // A process that began after the lock was written is another one with the owner's pid.
  const startedAt = Date.now() - os.uptime() * 1000 + (Number(startTime) / TICKS_PER_SECOND) * 1000;
  return startedAt > Date.parse(timestamp) + CLOCK_SLACK_MS;
}

function lockFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".json"))
      .map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

function read(file: string): Lock | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isLock(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

function isLock(content: unknown): content is Lock {
  const lock = content as Partial<Lock> | null;
  return typeof lock?.pid === "number" && typeof lock.hostname === "string" && typeof lock.timestamp === "string";
}
