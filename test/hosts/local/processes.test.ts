import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { listenerOn, processesWith, signal } from "../../../sdk/hosts/local";
import { followProcesses, isRunning, waitUntil } from "../../../sdk/hosts/local/processes";
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

describe("isRunning", () => {
  it("holds for a killed process until its port is free", async () => {
    for (let i = 0; i < 10; i++) {
      const port = await freePort();
      const child = spawn(process.execPath, ["-e", `require("node:net").createServer().listen(${String(port)}, "127.0.0.1", () => console.log("up"))`], { stdio: ["ignore", "pipe", "inherit"] });
      const ended = once(child, "exit");
      await once(child.stdout, "data");
      child.kill("SIGKILL");
      // Without a pause: what frees the port takes a millisecond or less.
      while (isRunning(child.pid ?? 0)) continue;
      expect(listenerOn(port)).toBeUndefined();
      await ended;
    }
  });
});

describe("followProcesses", () => {
  it("counts a process that it has found until it is over", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => undefined, 60_000)"], { env: { MOLTHUB_TEST: "followed" } });
    const ended = once(child, "exit");
    const followed = followProcesses("MOLTHUB_TEST", "followed");
    expect(await waitUntil(() => followed().length > 0, 5_000)).toBe(true);
    child.kill("SIGKILL");
    while (followed().length > 0) continue;
    expect(isRunning(child.pid ?? 0)).toBe(false);
    await ended;
  });
});

describe("waitUntil", () => {
  it("tells whether it came true in time", async () => {
    let asked = 0;
    expect(await waitUntil(() => ++asked > 2, 5_000)).toBe(true);
    expect(await waitUntil(() => false, 150)).toBe(false);
  });
});
