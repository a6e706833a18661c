import { afterEach, describe, expect, it } from "vitest";
import { storedAs, type ConfigDocument } from "../../sdk/config";
import { Deadline } from "../../sdk/deadline";
import { examine, type BotRecord, type CheckResult } from "../../sdk/health";
import { clawdbot, openclaw } from "../config/appliedDocument";
import { hello, startFakeGateway } from "../gateway/fakeGateway";
import { startSimulator, type SimulatorOptions, type SimulatedGateway } from "../gateways/simulator";
import { closedEndpoint } from "../providers/bots";
import { botRecord } from "./botRecord";

const running: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.stop()));
});

const examined = (record: BotRecord): Promise<CheckResult[]> => examine(record, Deadline.after(5_000, "a test"));

function verdicts(results: readonly CheckResult[]): Record<string, string> {
  return Object.fromEntries(results.map(({ check, verdict }) => [check, verdict]));
}

function found(results: readonly CheckResult[], check: string): CheckResult {
  const result = results.find((one) => one.check === check);
  if (result === undefined) throw new Error(`there is no check ${check}`);
  return result;
}

const document: ConfigDocument = { gateway: { mode: "local" }, channels: { telegram: { enabled: true, botToken: "${TELEGRAM_TOKEN}" } } };

async function simulated(options: Partial<SimulatorOptions> = {}): Promise<SimulatedGateway> {
  const release = options.release ?? openclaw;
  const gateway = await startSimulator({ release, document: storedAs(document, release), env: { TELEGRAM_TOKEN: "TOKEN-MARKER" }, ...options });
  running.push(gateway);
  return gateway;
}

/** A Gateway that answers what it is told to. */
async function scripted(answers: Readonly<Record<string, unknown>>, greeting: Readonly<Record<string, unknown>> = {}): Promise<{ endpoint: SimulatedGateway["endpoint"]; token: string }> {
  const config = { path: "/srv/openclaw.json", exists: true, valid: true, issues: [], parsed: document, hash: "h", configRevisionHash: "r", appliedConfigHash: "r" };
  const accounts = { telegram: [{ accountId: "default", enabled: true, connected: true }] };
  const all: Readonly<Record<string, unknown>> = { "config.get": config, health: { ok: true, ts: 1 }, status: { runtimeVersion: "2026.9.6", degradedSecretOwners: [] }, "channels.status": { ts: 1, channelOrder: [], channelAccounts: accounts }, ...answers };
  const gateway = await startFakeGateway({
    connect: (peer, request) => peer.ok(request, { ...hello("boot-1", request.params["scopes"] as string[]), ...greeting }),
    call: (peer, request) => (all[request.method] === undefined ? peer.refuse(request, { code: "INVALID_REQUEST", message: `unknown method: ${request.method}` }) : peer.ok(request, all[request.method])),
  });
  running.push(gateway);
  return { endpoint: gateway.endpoint, token: "gateway-token-1" };
}

const well = { verdict: "ok" };
const paths = { configPath: "/srv/bot/openclaw.json", stateDir: "/srv/bot/state" };

describe("examine", () => {
  it("finds nothing against a well bot, asking with no more than operator.read", async () => {
    const gateway = await simulated();
    const results = await examined(botRecord(gateway, document, {}, { paths }));
    expect(verdicts(results)).toEqual({ reachable: "ok", config: "ok", applied: "ok", path: "ok", version: "ok", plugins: "ok", secrets: "ok", channels: "ok", drift: "ok", "gateway doctor": "unknown", "security audit": "unknown" });
    expect(found(results, "gateway doctor").what).toBe("runs elsewhere");
    expect(gateway.connections).toEqual([{ scopes: ["operator.read"] }]);
    expect(gateway.writes).toEqual([]);
  });

  it("says of a Clawdbot what it does not tell, and calls that no good news", async () => {
    const gateway = await simulated({ release: clawdbot });
    const results = await examined(botRecord(gateway, storedAs(document, clawdbot), { release: clawdbot }, { paths: { ...paths, configPath: "/srv/bot/clawdbot.json" } }));
    expect(verdicts(results)).toMatchObject({ reachable: "ok", config: "ok", applied: "ok", path: "ok", version: "ok", plugins: "unknown", secrets: "unknown", channels: "ok", drift: "ok" });
    expect(found(results, "applied").what).toContain("does not say which config it runs");
    expect(gateway.connections).toEqual([{ scopes: ["operator.admin"] }]);
  });

  it("names the reason why a bot cannot be reached, once, and takes nothing else for granted", async () => {
    const results = await examined(botRecord({ endpoint: closedEndpoint, token: "t" }, document));
    expect(found(results, "reachable")).toMatchObject({ verdict: "failed", what: expect.stringContaining("127.0.0.1:1") as string, remedy: expect.stringContaining("Start its gateway") as string });
    expect(new Set(results.slice(1).map(({ verdict, what }) => `${verdict}: ${what}`))).toEqual(new Set(["unknown: the gateway cannot be asked", "unknown: runs elsewhere"]));
  });

  it("goes on when a check breaks: there is no evidence then, and a reason, without the secrets in it", async () => {
    const gateway = await scripted({ status: { degradedSecretOwners: "TOKEN-MARKER" } });
    const program = { doctor: () => Promise.reject(new Error("died over TOKEN-MARKER and sk-abcdefghijklmnop")), securityAudit: () => Promise.resolve("no report") };
    const results = await examined(botRecord(gateway, document, { secrets: ["TOKEN-MARKER"] }, { program }));
    expect(verdicts(results)).toMatchObject({ reachable: "ok", secrets: "unknown", channels: "ok", "gateway doctor": "unknown", "security audit": "unknown" });
    expect(found(results, "gateway doctor").what).toBe("died over [secret] and [secret]");
    expect(JSON.stringify(results)).not.toMatch(/MARKER|sk-abc/);
  });
});

describe("config, applied, drift", () => {
  it("tell of a file that somebody broke, with every issue by its path", async () => {
    const gateway = await simulated();
    gateway.edit({ ...document, gateway: { mode: "local", bindd: "lan" } });
    const results = await examined(botRecord(gateway, document));
    expect(found(results, "config")).toMatchObject({ verdict: "failed", what: expect.stringMatching(/is not valid.*\ngateway: .*bindd/s) as string, remedy: expect.stringContaining("pulumi up --refresh") as string });
    expect(verdicts(results)).toMatchObject({ applied: "failed", drift: "failed", channels: "ok" });
  });

  it("tell of a file that is gone", async () => {
    const gateway = await simulated();
    gateway.editText(undefined);
    const results = await examined(botRecord(gateway, document));
    expect(found(results, "config")).toMatchObject({ verdict: "failed", what: "there is no config file at /srv/bot/openclaw.json" });
    expect(found(results, "drift")).toMatchObject({ verdict: "failed", what: "there is no config file at /srv/bot/openclaw.json" });
  });

  it("tell of a process that did not take its file into use", async () => {
    const gateway = await scripted({ "config.get": { path: "/x", exists: true, valid: true, issues: [], parsed: document, hash: "h", configRevisionHash: "r2", appliedConfigHash: "r1" } });
    expect(found(await examined(botRecord(gateway, document)), "applied")).toMatchObject({ verdict: "failed", remedy: expect.stringContaining("molthub logs alice") as string });
  });

  it("name the paths that differ, and what to do", async () => {
    const gateway = await simulated();
    gateway.edit({ ...document, messages: { responsePrefix: "by hand" } });
    expect(found(await examined(botRecord(gateway, document)), "drift")).toMatchObject({ verdict: "failed", what: "differs from what was applied: messages.responsePrefix", remedy: expect.stringContaining("molthub drift --adopt alice") as string });
  });

  it("do not take what cannot be read for good news", async () => {
    const secret = { ...document, channels: { telegram: { botToken: "123456:TOKEN-MARKER" } } };
    const gateway = await simulated({ document: secret });
    expect(found(await examined(botRecord(gateway, secret)), "drift")).toMatchObject({ verdict: "unknown" });
  });

  it("do not call a bot drifted that the last update did not reach", async () => {
    const gateway = await simulated();
    const ahead = botRecord(gateway, { ...document, messages: { responsePrefix: "to come" } }, { digest: botRecord(gateway, document).applied.digest });
    expect(found(await examined(ahead), "drift")).toMatchObject({ verdict: "warning", what: expect.stringContaining('"pulumi up" does') as string });
    gateway.edit({ ...document, messages: { responsePrefix: "by hand" } });
    expect(found(await examined(ahead), "drift")).toMatchObject({ verdict: "failed", what: expect.stringContaining("it differs from what was last applied") as string });
    expect(found(await examined(botRecord(gateway, document, { digest: "unseen", isReached: false })), "drift")).toMatchObject({ verdict: "warning" });
  });
});

describe("path", () => {
  it.each([
    [{ configPath: "/srv/other.json" }, "/srv/other.json"],
    [{ ...paths, configPath: "/srv/openclaw.json" }, "/srv/bot/state"],
  ])("fails for a gateway that somebody started with other files than %j", async (expected, told) => {
    const gateway = await scripted({}, { snapshot: { uptimeMs: 5, configPath: "/srv/openclaw.json", stateDir: "/srv/else" } });
    expect(found(await examined(botRecord(gateway, document, {}, { paths: expected })), "path")).toMatchObject({ verdict: "failed", what: expect.stringContaining(told) as string });
  });

  it("is unknown where nobody said what it should be", async () => {
    expect(found(await examined(botRecord(await scripted({}), document)), "path")).toMatchObject({ verdict: "unknown", what: expect.stringContaining("/srv/openclaw.json") as string });
  });
});

describe("version", () => {
  it("fails for another release than the program declares", async () => {
    const gateway = await scripted({}, { server: { version: "2026.9.7", bootId: "b" } });
    expect(found(await examined(botRecord(gateway, document)), "version")).toMatchObject({ verdict: "failed", what: "it is openclaw 2026.9.7, and declared as openclaw 2026.9.6" });
  });

  it("fails for another product line", async () => {
    const gateway = await simulated();
    expect(found(await examined(botRecord(gateway, document, { release: clawdbot })), "version")).toMatchObject({ verdict: "failed", what: "it is openclaw 2026.9.6, and declared as clawdbot 2026.1.24-3" });
  });

  it.each([
    ["its schema", { "config.schema": { schema: {}, uiHints: {}, version: "2026.1.24-3" } }, well],
    ["its schema, another one", { "config.schema": { schema: {}, uiHints: {}, version: "2026.1.29" } }, { verdict: "failed", what: "it is clawdbot 2026.1.29, and declared as clawdbot 2026.1.24-3" }],
    ["the stamp in its config", { "config.get": { path: "/x", exists: true, valid: true, issues: [], parsed: { meta: { lastTouchedVersion: "2026.1.24-3" } }, hash: "h" } }, well],
    ["nothing", {}, { verdict: "unknown", what: expect.stringContaining("does not say its version") as string }],
  ])("of a Clawdbot, which calls itself dev, comes from %s", async (_what, answers, expected) => {
    const gateway = await scripted(answers, { protocol: 3, server: { version: "dev" } });
    expect(found(await examined(botRecord(gateway, document, { release: clawdbot })), "version")).toMatchObject(expected);
  });
});

describe("plugins, secrets", () => {
  it("name the plugins that failed or are not let in", async () => {
    const plugins = { loaded: ["a"], errors: [{ id: "b", error: "boom" }], unavailable: [{ id: "c", state: "configured-unavailable", diagnostic: { kind: "plugin-verification", reason: "integrity", detail: "its files were changed" } }] };
    const results = await examined(botRecord(await scripted({ health: { ok: true, ts: 1, plugins } }), document));
    expect(found(results, "plugins")).toMatchObject({ verdict: "failed", what: "b: boom\nc is not available: its files were changed" });
  });

  it("name the parts that lack their secret, and where it is to come from", async () => {
    const gateway = await simulated({ env: {} });
    expect(found(await examined(botRecord(gateway, document)), "secrets")).toMatchObject({ verdict: "failed", what: expect.stringContaining("channels.telegram.botToken") as string, remedy: expect.stringContaining("env:") as string });
  });
});

describe("channels", () => {
  it("fail when one is not connected, or missing without its plugin", async () => {
    const two = { ...document, channels: { telegram: { botToken: "${TELEGRAM_TOKEN}" }, slack: { botToken: "${SLACK}" }, discord: { enabled: false }, defaults: {} } };
    const gateway = await simulated({ document: two, channels: { telegram: "failing", slack: "missing" }, env: { TELEGRAM_TOKEN: "t", SLACK: "s" } });
    expect(found(await examined(botRecord(gateway, two)), "channels")).toMatchObject({ verdict: "failed", what: expect.stringMatching(/^slack is in the document, and the gateway does not have it.*\ntelegram\/default: getaddrinfo EAI_AGAIN$/) as string });
  });

  it("fail on a Clawdbot that says no more than the error of a channel", async () => {
    const gateway = await simulated({ release: clawdbot, channels: { telegram: "failing" } });
    expect(found(await examined(botRecord(gateway, storedAs(document, clawdbot), { release: clawdbot })), "channels")).toMatchObject({ verdict: "failed", what: "telegram/default: fetch failed" });
  });

  it("are given their time, and left alone where they are switched off", async () => {
    const account = (more: object): Readonly<Record<string, unknown>> => ({ "channels.status": { ts: 1, channelOrder: [], channelAccounts: { telegram: [{ accountId: "default", enabled: true, connected: false, ...more }] } } });
    expect(found(await examined(botRecord(await scripted(account({ lifecycle: "starting", lastError: null })), document)), "channels")).toMatchObject({ verdict: "warning" });
    expect(found(await examined(botRecord(await scripted(account({ lifecycle: "starting", lastError: "401" })), document)), "channels")).toMatchObject({ verdict: "failed" });
    expect(found(await examined(botRecord(await scripted(account({ enabled: false })), document)), "channels")).toMatchObject(well);
  });
});

describe("what a Gateway's own program reports", () => {
  const lint = (...findings: object[]): object => ({ schemaVersion: 1, ok: false, checksRun: 1, findings });
  const audit = (...findings: object[]): object => ({ ts: 1, summary: {}, findings });

  async function own(doctor: unknown, securityAudit: unknown): Promise<CheckResult[]> {
    const program = { doctor: () => Promise.resolve(doctor), securityAudit: () => Promise.resolve(securityAudit) };
    return (await examined(botRecord(await scripted({}), document, {}, { program }))).slice(-2);
  }

  it("is told in its words: errors fail, warnings warn, notes are left out", async () => {
    const [doctor, security] = await own(
      lint({ checkId: "core/a", severity: "warning", message: "is\nodd", path: "tools.x", fixHint: "Mend it." }, { checkId: "core/b", severity: "info", message: "by the way" }),
      audit({ checkId: "fs.c", severity: "critical", title: "Open", detail: "to all", remediation: "Close it." }, { checkId: "d", severity: "warn", title: "T", detail: "d" }, { checkId: "e", severity: "info", title: "T", detail: "d" }),
    );
    expect(doctor).toEqual({ check: "gateway doctor", verdict: "warning", what: "core/a: tools.x: is odd Mend it." });
    expect(security).toEqual({ check: "security audit", verdict: "failed", what: "fs.c: Open: to all Close it.\nd: T: d" });
    const [failing] = await own(lint({ checkId: "core/a", severity: "error", message: "broken" }), audit());
    expect(failing).toMatchObject({ verdict: "failed" });
  });

  it("is good news when there is nothing but notes, and what Molthub itself decides", async () => {
    const results = await own(lint({ checkId: "core/doctor/node-hosting-preconditions", severity: "warning", message: "Gateway is only bound to loopback.", path: "gateway.bind" }), audit({ checkId: "e", severity: "info", title: "T", detail: "d" }));
    expect(results.map(({ verdict }) => verdict)).toEqual(["ok", "ok"]);
  });

  it("is missing when the program could not look", async () => {
    const results = await own({ ...lint(), error: { type: "cli_error", message: "no state" } }, { ok: false, error: { message: "OpenClaw config is invalid" } });
    expect(results).toEqual([
      { check: "gateway doctor", verdict: "unknown", what: "no state" },
      { check: "security audit", verdict: "unknown", what: "OpenClaw config is invalid" },
    ]);
  });
});
