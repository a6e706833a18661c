import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../../scripts/setup/dist.mjs";
import { inspectGateway, listenerOn, runningGateway, stopGateway, writePrivateFile } from "../../../sdk/hosts/local";
import { isLaunchedAs } from "../../../sdk/hosts/local/launch";
import { isRunning } from "../../../sdk/hosts/local/processes";
import { installation, makeBot, type Behaviour, type LocalBot } from "./localBot";
import { slack } from "./slackPlugin";

let bot: LocalBot | undefined;

afterEach(() => {
  bot?.remove();
  bot = undefined;
});

async function launched(behaviour?: Behaviour): Promise<LocalBot & { readonly pid: number }> {
  const made = (bot = await makeBot(behaviour));
  made.start();
  return { ...made, pid: await made.listening() };
}

describe("launch", () => {
  it("starts the Gateway on its port, in its folder, with a clean environment and the heap limit, and records it", async () => {
    const { spec, files, pid, processes } = await launched();
    expect(processes()).toEqual([pid]);
    expect(runningGateway(files)).toBe(pid);
    expect(JSON.parse(readFileSync(files.launch, "utf8"))).toMatchObject({ pid });
    expect(listenerOn(spec.port)).toContain(`(pid ${String(pid)})`);
    const seen = JSON.parse(readFileSync(join(files.stateDir, "seen.json"), "utf8")) as { env: Record<string, string>; argv: string[]; execArgv: string[]; cwd: string };
    expect(seen).toMatchObject({ argv: ["gateway", "run"], execArgv: ["--max-old-space-size=64"], cwd: files.dataDir, env: { OPENCLAW_GATEWAY_PORT: String(spec.port), OPENCLAW_GATEWAY_TOKEN: spec.token, HOME: files.home } });
    expect(seen.env).not.toHaveProperty("API_KEY");
    expect(Object.keys(seen.env).filter((name) => name.startsWith("VITEST"))).toEqual([]);
  });

  it("keeps its files to their owner, and no secret in its record", async () => {
    const { files } = await launched();
    for (const file of [files.environment, files.launch, files.consoleLog]) expect((statSync(file).mode & 0o777).toString(8), file).toBe("600");
    expect(readFileSync(files.environment, "utf8")).toBe("API_KEY='ENV-MARKER-1'\n");
    expect(readFileSync(files.launch, "utf8")).not.toMatch(/MARKER|gateway-token/);
  });

  it("tells a Gateway that runs as wanted from one that was started otherwise", async () => {
    const { spec, files } = await launched();
    expect(isLaunchedAs(spec, files)).toBe(true);
    for (const other of [{ port: 1 }, { token: "other" }, { heapMb: 65 }, { environment: { API_KEY: "other" } }, { environment: {} }, { release: { package: "openclaw", version: "2" } }, { plugins: { slack: { package: "@openclaw/slack", ...slack } } }]) {
      expect(isLaunchedAs({ ...spec, ...other }, files), JSON.stringify(other)).toBe(false);
    }
  });

  it("keeps what the run before printed", async () => {
    const { files, start, processes } = await launched({ stubborn: true });
    await stopGateway(files, 300);
    start();
    await expect.poll(processes, { timeout: 10_000 }).toHaveLength(1);
    expect(readFileSync(files.previousConsoleLog, "utf8")).toBe("not yet\n");
  });
});

describe("a launched Gateway", () => {
  beforeAll(() => ensureBuilt(join(__dirname, "../../.."), process.execPath, () => undefined), 120_000);

  it("survives the death of the whole process group that started it", async () => {
    bot = await makeBot();
    const program = `const [, module, ...args] = process.argv; require(module).launch(...args.map((arg) => JSON.parse(arg))); setInterval(() => undefined, 60_000);`;
    const args = [bot.spec, bot.files, "", installation].map((arg) => JSON.stringify(arg));
    const starter = spawn(process.execPath, ["-e", program, join(__dirname, "../../../dist/sdk/hosts/local/launch.js"), ...args], { detached: true, stdio: "ignore" });
    const ended = once(starter, "exit");
    const pid = await bot.listening();
    process.kill(-(starter.pid ?? 0), "SIGKILL");
    await ended;
    expect(isRunning(pid)).toBe(true);
    expect(inspectGateway(bot.files.dataDir).running).toBe(true);
  }, 20_000);

  it("is found by its marker when its folder was deleted", async () => {
    const { files, pid } = await launched();
    rmSync(files.dataDir, { recursive: true });
    expect(runningGateway(files)).toBe(pid);
    expect(inspectGateway(files.dataDir)).toEqual({ running: true, dataId: undefined });
    await stopGateway(files);
    expect(isRunning(pid)).toBe(false);
  });

  it.each(["", "{", "{}", '{"digest":"x"}', '{"digest":"x","pid":"y"}'])("is found by its marker when its record reads %j", async (record) => {
    const { files, pid } = await launched();
    writePrivateFile(files.launch, record);
    expect(runningGateway(files)).toBe(pid);
  });

  it("is not taken for one that has got the recorded process id since", async () => {
    bot = await makeBot();
    writePrivateFile(bot.files.launch, JSON.stringify({ digest: "x", pid: process.pid }));
    expect(runningGateway(bot.files)).toBeUndefined();
    // If it were ours, this would end the test's own process.
    await stopGateway(bot.files, 200);
    expect(inspectGateway(bot.files.dataDir).running).toBe(false);
  });
});

describe("stopGateway", () => {
  it("asks first: one that ends by itself is not killed", async () => {
    const { files, processes } = await launched();
    const begun = performance.now();
    await stopGateway(files, 25_000);
    expect(processes()).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  it("ends one that does not listen, with all that it has started", async () => {
    const { files, spec, processes } = await launched({ stubborn: true, child: true });
    await expect.poll(processes, { timeout: 10_000 }).toHaveLength(2);
    await stopGateway(files, 300);
    expect(processes()).toEqual([]);
    expect(listenerOn(spec.port)).toBeUndefined();
  }, 15_000);

  it("ends what a dead Gateway has left behind", async () => {
    const { files, pid, processes } = await launched({ child: true });
    await expect.poll(processes, { timeout: 10_000 }).toHaveLength(2);
    process.kill(pid, "SIGKILL");
    await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
    expect(runningGateway(files)).toBeUndefined();
    await stopGateway(files);
    expect(processes()).toEqual([]);
  });

  it("leaves the Gateway of another bot alone", async () => {
    const other = await makeBot();
    try {
      other.start();
      const pid = await other.listening();
      const { files } = await launched();
      await stopGateway(files);
      expect(isRunning(pid)).toBe(true);
    } finally {
      other.remove();
    }
  });

  it("does nothing where nothing runs", async () => {
    bot = await makeBot();
    await stopGateway(bot.files);
  });
});
