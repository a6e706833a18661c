import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clearStaleLocks } from "../../scripts/pulumi/staleLock.mts";

const logged: string[] = [];
let project: string;

beforeEach(() => {
  project = mkdtempSync(path.join(os.tmpdir(), "molthub-project-"));
});

afterEach(() => {
  logged.length = 0;
  rmSync(project, { recursive: true, force: true });
});

function lock(name: string, content: unknown): string {
  const file = path.join(project, ".pulumi/locks/organization/support/dev", `${name}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  writeFileSync(`${file}.attrs`, "{}");
  return file;
}

const owner = (pid: number, hostname = os.hostname(), timestamp = new Date().toISOString()): object => ({ pid, username: "me", hostname, timestamp });
const deadPid = (): number => spawnSync(process.execPath, ["-e", ""]).pid;
const clear = (): string[] => clearStaleLocks(project, (line) => logged.push(line));

describe("clearStaleLocks", () => {
  it("removes the lock of a dead process of this host, and says so", () => {
    const pid = deadPid();
    const stale = lock("a", owner(pid));
    expect(clear()).toEqual([stale]);
    expect(existsSync(stale) || existsSync(`${stale}.attrs`)).toBe(false);
    expect(logged[0]).toMatch(`Clearing the lock of stack support/dev: its owner (pid ${pid} on this host`);
  });

  it("leaves those of live owners, of other hosts, and what it does not understand", () => {
    const kept = [lock("live", owner(process.pid)), lock("other", owner(deadPid(), "another-host")), lock("strange", "not json"), lock("foreign", { pid: "x" })];
    expect(clear()).toEqual([]);
    for (const file of kept) expect(existsSync(file)).toBe(true);
  });

  it("knows the owner from a later process with its pid", () => {
    const lastYear = new Date(Date.now() - 365 * 24 * 60 * 60 * 1000).toISOString();
    const stale = lock("reused", owner(process.pid, os.hostname(), lastYear));
    expect(clear()).toEqual([stale]);
  });

  it("finds nothing in a project that has never been up", () => {
    expect(clear()).toEqual([]);
  });
});
