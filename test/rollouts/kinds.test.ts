import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { storedAs, type ConfigDocument } from "../../sdk/config";
import { Deadline } from "../../sdk/deadline";
import type { JudgedBot, MetricSpec } from "../../sdk/rollouts";
import { clawdbot, openclaw } from "../config/appliedDocument";
import { hello, startFakeGateway } from "../gateway/fakeGateway";
import { startSimulator, type SimulatedGateway, type SimulatorOptions } from "../gateways/simulator";
import { analysed, judged, provenNow } from "./judged";

const running: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.stop()));
});

const provider = { baseUrl: "http://127.0.0.1:9/v1", apiKey: "the-key", models: [{ id: "m", name: "M" }] };
const document: ConfigDocument = { gateway: { mode: "local" }, agents: { defaults: { model: { primary: "p/m" } } }, models: { providers: { p: provider } } };

async function simulated(more: Partial<SimulatorOptions> & { readonly with?: ConfigDocument } = {}): Promise<SimulatedGateway> {
  const { with: others = {}, ...options } = more;
  const release = options.release ?? openclaw;
  const gateway = await startSimulator({ release, document: storedAs({ ...document, ...others }, release), ...options });
  running.push(gateway);
  return gateway;
}

/** What one metric says of one bot: its outcome, and why. */
async function verdict(metric: MetricSpec, bot: JudgedBot): Promise<[outcome: string, reason?: string]> {
  const { outcome, findings } = await analysed([metric], [bot]);
  return findings.length === 0 ? [outcome] : [outcome, findings.map(({ reason }) => reason).join()];
}

const telegram = { channels: { telegram: { enabled: true, botToken: "123:x" } } };

describe("config", () => {
  it.each([openclaw, clawdbot])("passes what $package runs, fails what its gateway calls invalid, and a file that is gone", async (release) => {
    const gateway = await simulated({ release });
    expect(await verdict({ config: {} }, judged(gateway))).toEqual(["passed"]);
    gateway.edit({ ...document, messages: { zork: true } });
    await expect.poll(() => verdict({ config: {} }, judged(gateway))).toEqual(["failed", "its gateway calls its config file invalid, at messages"]);
    gateway.editText(undefined);
    await expect.poll(() => verdict({ config: {} }, judged(gateway))).toEqual(["failed", "there is no config file"]);
  });

  it("fails a bot that does not run its file", async () => {
    const gateway = await simulated({ faults: [{ at: { write: 1 }, do: "not-applied" }] });
    const client = await judged(gateway).connect(Deadline.after(5_000, "the test"));
    const { hash } = await client.call("config.get", {});
    await client.call("config.patch", { raw: '{"messages":{"responsePrefix":"x"}}', baseHash: hash }).catch(() => undefined);
    await client.close();
    expect(await verdict({ config: {} }, judged(gateway))).toEqual(["failed", "its process does not run what its config file says"]);
  });

  it("fails a bot of which a part lacks its secret, and names the place", async () => {
    const gateway = await simulated({ with: { channels: { telegram: { enabled: true, botToken: { source: "store", provider: "default", id: "TG" } } } } });
    expect(await verdict({ config: {} }, judged(gateway))).toEqual(["failed", "telegram:default lacks its secret (channels.telegram.botToken): secret reference was not found"]);
  });
});

describe("channels", () => {
  it.each([openclaw, clawdbot])("passes where $package has none, and where all are connected", async (release) => {
    expect(await verdict({ channels: {} }, judged(await simulated({ release })))).toEqual(["passed"]);
    expect(await verdict({ channels: {} }, judged(await simulated({ release, with: telegram })))).toEqual(["passed"]);
  });

  it.each([openclaw, clawdbot])("fails one of $package that is dead, and one that is missing", async (release) => {
    const state = release.package === "openclaw" ? "getaddrinfo EAI_AGAIN" : "fetch failed";
    expect(await verdict({ channels: {} }, judged(await simulated({ release, with: telegram, channels: { telegram: "failing" } })))).toEqual(["failed", `telegram/default is not connected: ${state}`]);
    expect(await verdict({ channels: {} }, judged(await simulated({ release, with: telegram, channels: { telegram: "missing" } })))).toEqual(["failed", "telegram is in its document, and its gateway does not have it: its plugin is not installed, or not loaded"]);
  });

  it("does not ask for what the document switches off", async () => {
    const gateway = await simulated({ with: { channels: { telegram: { enabled: false, botToken: "123:x" } } }, channels: { telegram: "missing" } });
    expect(await verdict({ channels: {} }, judged(gateway))).toEqual(["passed"]);
  });

  const two = { channels: { telegram: { accounts: { one: { botToken: "1:x" }, two: { botToken: "2:x" }, off: { enabled: false } } } } };

  it.each([
    ["all there", [account("one"), account("two")], ["passed"]],
    ["one missing", [account("one")], ["failed", "telegram/two is in its document, and its gateway does not have it"]],
    ["one dead", [account("one"), account("two", { connected: false, lifecycle: "recovering", lastError: "401: Unauthorized" })], ["failed", "telegram/two is not connected: 401: Unauthorized"]],
    ["one more, dead", [account("one"), account("two"), account("three", { connected: false, lifecycle: "stopped" })], ["failed", "telegram/three is not connected: stopped"]],
    ["one more, switched off", [account("one"), account("two"), account("off", { connected: false, enabled: false })], ["passed"]],
  ])("judges every account by itself: %s", async (_, accounts, expected) => {
    expect(await verdict({ channels: {} }, await scripted(two, () => accounts))).toEqual(expected);
  });

  it("waits for one that is starting", async () => {
    let asked = 0;
    const bot = await scripted(telegram, () => [account("default", ++asked < 3 ? { connected: false, lifecycle: "starting", lastError: null } : {})]);
    expect([await verdict({ channels: {} }, bot), asked]).toEqual([["passed"], 3]);
  });

  it("keeps a token out of the reason that a channel gives", async () => {
    const bot = await scripted(telegram, () => [account("default", { connected: false, lastError: `https://x/bot1234567890:${"AbC-9".repeat(7)}/getMe failed` })]);
    expect((await verdict({ channels: {} }, bot))[1]).not.toContain("AbC-9");
  });
});

describe("model", () => {
  it.each([openclaw, clawdbot])("passes a model of $package that answers, and asks what it is told to ask, in a session that is gone afterwards", async (release) => {
    const gateway = await simulated({ release });
    expect(await verdict({ model: { prompt: "Who are you?" } }, judged(gateway))).toEqual(["passed"]);
    expect(gateway.sessions()).toEqual([]);
  });

  it("fails a model that does not answer, and one that is not there", async () => {
    const refused = await simulated({ refusedSecrets: ["the-key"] });
    expect(await verdict({ model: {} }, judged(refused))).toEqual(["failed", expect.stringContaining("p/m request failed (authentication failed, HTTP 401)")]);
    expect(refused.sessions()).toEqual([]);
    expect(await verdict({ model: {} }, judged(await simulated({ with: { models: {} } })))).toEqual(["failed", expect.stringContaining("p/m request failed")]);
  });

  it("does not take for an answer what a Clawdbot says when its provider refuses", async () => {
    const gateway = await simulated({ release: clawdbot, refusedSecrets: ["the-key"] });
    expect(await verdict({ model: {} }, judged(gateway))).toEqual(["failed", "its model did not answer: 401 bad key"]);
    expect(gateway.sessions()).toEqual([]);
  });
});

describe("plugins", () => {
  const entries = (of: Readonly<Record<string, boolean>>): ConfigDocument => ({ plugins: { entries: Object.fromEntries(Object.entries(of).map(([id, enabled]) => [id, { enabled }])) } });

  it("passes those that are loaded, and those that nothing has needed yet", async () => {
    expect(await verdict({ plugins: {} }, judged(await simulated()))).toEqual(["passed"]);
    expect(await verdict({ plugins: {} }, judged(await simulated({ with: entries({ telegram: true, alibaba: true, mine: true }), plugins: { mine: "loaded" } })))).toEqual(["passed"]);
  });

  it("fails one that is not installed, and one that fails, also where the document says nothing of it", async () => {
    expect(await verdict({ plugins: {} }, judged(await simulated({ with: entries({ mine: true }) })))).toEqual(["failed", "mine is switched on in its document, and is not installed"]);
    expect(await verdict({ plugins: {} }, judged(await simulated({ plugins: { mine: "failing" } })))).toEqual(["failed", "mine: Cannot find module './dist/index.js'"]);
  });

  it("passes what is switched off", async () => {
    expect(await verdict({ plugins: {} }, judged(await simulated({ with: entries({ mine: false, absent: false }), plugins: { mine: "failing" } })))).toEqual(["passed"]);
  });

  it("cannot tell of a Clawdbot that should have some", async () => {
    expect(await verdict({ plugins: {} }, judged(await simulated({ release: clawdbot, with: entries({ telegram: true }) })))).toEqual(["inconclusive", "clawdbot 2026.1.24-3 does not tell what became of its plugins"]);
    expect(await verdict({ plugins: {} }, judged(await simulated({ release: clawdbot })))).toEqual(["passed"]);
  });
});

describe("restarts", () => {
  it("passes the process that was proven, and fails another one", async () => {
    const gateway = await simulated();
    const bot = await provenNow(gateway);
    expect(await verdict({ restarts: {} }, bot)).toEqual(["passed"]);
    gateway.kill();
    gateway.start();
    expect(await verdict({ restarts: {} }, bot)).toEqual(["failed", expect.stringMatching(/^it restarted since its change was proven at .*; it now runs since /)]);
  });

  it("fails a bot that restarted for a change that needs no restart", async () => {
    const bot = { ...(await provenNow(await simulated())), strayRestart: true };
    expect(await verdict({ restarts: {} }, bot)).toEqual(["failed", "it restarted while it took its change, which needs no restart"]);
  });

  it("fails a bot of which nobody proved what it ran", async () => {
    expect(await verdict({ restarts: {} }, judged(await simulated()))).toEqual(["failed", "the proof of its change does not say which process ran it"]);
  });

  it("knows a Clawdbot's process by the time that it has run", async () => {
    const gateway = await simulated({ release: clawdbot });
    expect(await verdict({ restarts: {} }, await provenNow(gateway))).toEqual(["passed"]);
    expect(await verdict({ restarts: {} }, judged(gateway, { verifiedAt: new Date(Date.now() - 60_000).toISOString() }))).toEqual(["failed", expect.stringContaining("it was started again at ")]);
  });
});

describe("command", () => {
  const directory = mkdtempSync(join(tmpdir(), "molthub-command-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const bots = ["alice", "bob"].map((bot) => judged({ endpoint: { transport: "direct", address: "ws://127.0.0.1:1" }, token: "gateway-token", release: openclaw }, { bot }));

  it.each([
    ["exit 0", "passed", undefined],
    ["exit 1", "failed", "the command ended with code 1"],
    ["exit 3", "inconclusive", "the command ended with code 3: 0 would pass, 1 would fail"],
    ["kill -9 $$", "inconclusive", "the command ended with signal SIGKILL: 0 would pass, 1 would fail"],
    ["no-such-program-of-molthub", "inconclusive", "the command ended with code 127: 0 would pass, 1 would fail"],
  ])("%s: %s", async (run, outcome, reason) => {
    const result = await analysed([{ command: { run } }], bots);
    expect([result.outcome, result.findings]).toEqual([outcome, reason === undefined ? [] : [{ metric: "command", outcome, reason }]]);
  });

  it("is inconclusive when it does not end in time", async () => {
    const { findings } = await analysed([{ command: { run: "sleep 600", timeoutSeconds: 1 } }], bots);
    expect(findings).toEqual([{ metric: "command", outcome: "inconclusive", reason: "the command did not end within 1 s" }]);
  });

  it("is told the names of the bots, and not their tokens; it runs once, and what it prints is not shown", async () => {
    const file = join(directory, "env");
    const { findings, told } = await analysed([{ command: { run: `env >> ${file}; echo printed-marker; exit 1` } }], bots);
    const environment = readFileSync(file, "utf8");
    expect(environment.match(/^MOLTHUB_BOTS=.*$/gm)).toEqual(["MOLTHUB_BOTS=alice,bob"]);
    expect(environment).not.toContain("gateway-token");
    expect(JSON.stringify([findings, told])).not.toContain("printed-marker");
  });
});

function account(accountId: string, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { accountId, enabled: true, configured: true, running: true, connected: true, ...more };
}

/** A Gateway with these accounts of Telegram. */
async function scripted(parsed: ConfigDocument, accounts: () => readonly unknown[]): Promise<JudgedBot> {
  const gateway = await startFakeGateway({
    connect: (peer, request) => peer.ok(request, hello("boot-1", request.params["scopes"] as string[])),
    call: (peer, request) => {
      if (request.method === "config.get") peer.ok(request, { path: "/x", exists: true, valid: true, issues: [], parsed, hash: "h", configRevisionHash: "r", appliedConfigHash: "r" });
      else peer.ok(request, { ts: 1, channelOrder: ["telegram"], channelAccounts: { telegram: accounts() } });
    },
  });
  running.push(gateway);
  return judged({ endpoint: gateway.endpoint, token: "t", release: openclaw });
}
