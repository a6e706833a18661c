import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { startTimeOf } from "../cache/processIdentity.cjs";

/** Ids of all processes; those of other users do not let their environment be read. */
function allProcesses(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The ids of the live processes that were started with `name=value` in their environment. */
export function processesWith(name: string, value: string): number[] {
  const wanted = `${name}=${value}`;
  return allProcesses().filter((pid) => isRunning(pid) && readProc(pid, "environ")?.split("\0").includes(wanted) === true);
}

/**
 * Follows the live processes that were started with `name=value`: one that was found once counts until it is over, although its
 * environment can't be read any more from the moment it begins to end, when it still holds its port.
 *
 * @returns tells their ids, anew at each call
 */
export function followProcesses(name: string, value: string): () => number[] {
  const found = new Map<number, string | undefined>();
  return () => {
    for (const pid of processesWith(name, value)) found.set(pid, startTimeOf(pid));
    return [...found].filter(([pid, startTime]) => startTime !== undefined && startTimeOf(pid) === startTime).map(([pid]) => pid);
  };
}

/** True while a process runs; a zombie does not. */
export function isRunning(pid: number): boolean {
  return startTimeOf(pid) !== undefined;
}

/** Sends a signal to those of the processes that are still there. */
export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** Waits until `gone` holds, at most `ms` milliseconds; tells whether it does. */
export async function waitUntil(gone: () => boolean, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  while (!gone()) {
    if (performance.now() > end) return false;
    await delay(100);
  }
  return true;
}

/**
 * Who listens on a TCP port of this machine: `nginx (pid 812)`, `a process of another user`, or undefined when nobody does.
 *
 * @param ours processes that do not count
 */
export function listenerOn(port: number, ours: readonly number[] = []): string | undefined {
  const inode = listeningInode(port);
  if (inode === undefined || ours.some((pid) => holdsSocket(pid, inode))) return undefined;
  for (const pid of allProcesses()) {
    if (holdsSocket(pid, inode)) return `${readProc(pid, "comm")?.trim() ?? "a process"} (pid ${String(pid)})`;
  }
  return "a process of another user";
}

function listeningInode(port: number): string | undefined {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of readText(table)?.split("\n").slice(1) ?? []) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === "0A" && local?.endsWith(`:${hexPort}`)) return inode;
    }
  }
  return undefined;
}

function holdsSocket(pid: number, inode: string): boolean {
  try {
    return readdirSync(`/proc/${String(pid)}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${String(pid)}/fd/${fd}`) === `socket:[${inode}]`;
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

function readProc(pid: number, file: string): string | undefined {
  return readText(`/proc/${String(pid)}/${file}`);
}

// A process may end, or belong to another user, between the listing and the reading.
function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
