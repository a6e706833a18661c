import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { listenerOn, processesWith, signal } from "../../../sdk/hosts/local";
import { isRunning, waitUntil } from "../../../sdk/hosts/local/processes";
import { freePort } from "../../../scripts/freePort.mts";

describe("listenerOn", () => {
  it.each(["127.0.0.1", "::1", "0.0.0.0"])("names the process that listens on %s", async (host) => {
    const port = await freePort();
    const server = createServer().listen(port, host);
    try {
      await once(server, "listening");
      expect(listenerOn(port)).toMatch(new RegExp(`^.+ \\(pid ${String(process.pid)}\\)$`));
    } finally {
      server.close();
      await once(server, "close");
    }
    expect(listenerOn(port)).toBeUndefined();
  });
});

describe("processesWith", () => {
  it("finds a process whose folder has letters beyond ASCII", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => undefined, 60_000)"], { env: { MOLTHUB_TEST: "/home/jörg/日本" } });
    try {
      expect(await waitUntil(() => processesWith("MOLTHUB_TEST", "/home/jörg/日本").length > 0, 5_000)).toBe(true);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("finds a process by what it was started with, exactly, and no zombie", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => undefined, 60_000)"], { env: { MOLTHUB_TEST: "one two" } });
    try {
      await once(child, "spawn");
      expect(await waitUntil(() => processesWith("MOLTHUB_TEST", "one two").length > 0, 5_000)).toBe(true);
      expect(processesWith("MOLTHUB_TEST", "one two")).toEqual([child.pid]);
      expect(processesWith("MOLTHUB_TEST", "one")).toEqual([]);
      expect(processesWith("HUB_TEST", "one two")).toEqual([]);
    } finally {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    }
    expect(processesWith("MOLTHUB_TEST", "one two")).toEqual([]);
    expect(isRunning(child.pid ?? 0)).toBe(false);
    expect(() => signal([child.pid ?? 0], "SIGTERM")).not.toThrow();
  });
});

describe("waitUntil", () => {
  it("tells whether it came true in time", async () => {
    let asked = 0;
    expect(await waitUntil(() => ++asked > 2, 5_000)).toBe(true);
    expect(await waitUntil(() => false, 150)).toBe(false);
  });
});
