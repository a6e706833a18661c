import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Deadline } from "../../sdk/deadline";
import { connectGateway, createDevice } from "../../sdk/gateway";
import type { ConfigSnapshot, GatewayClient, GatewayError } from "../../sdk/gateway";
import { minimalConfig, startRealGateway } from "../gateways/realGateway";
import type { RealGateway } from "../gateways/realGateway";
import { startFakeModel } from "../gateways/fakeModel";
import type { FakeModel } from "../gateways/fakeModel";

// What sdk/gateway believes of OpenClaw 2026.9.6, asked of one. The tests share a gateway and run in order.
const admin = ["operator.admin", "operator.read", "operator.write"];
const device = createDevice();

let model: FakeModel;
let config: Record<string, unknown>;
let gateway: RealGateway;
let client: GatewayClient;
let failed: string | undefined;

beforeAll(async () => {
  model = await startFakeModel("hello from the model");
  // A heartbeat is work that defers restarts.
  const defaults = { ...minimalConfig.agents.defaults, heartbeat: { every: "0m" }, model: { primary: "fake/fake-1" } };
  config = { agents: { defaults }, cron: { enabled: false }, models: { providers: { fake: model.provider } } };
  gateway = await startRealGateway({ waitUntilReady: false, config });
});

afterEach(({ task }) => {
  if (task.result?.state === "fail") failed ??= task.name;
});

afterAll(async () => {
  await client?.close();
  await gateway?.stop(failed);
  await model?.stop();
});

const within = (seconds: number): Deadline => Deadline.after(seconds * 1_000, "the test");

function connect(scopes: readonly string[], token = gateway.token): Promise<GatewayClient> {
  return connectGateway({ endpoint: gateway.endpoint, token, device: createDevice(), scopes, deadline: within(30) });
}

async function refusal(work: Promise<unknown>): Promise<GatewayError> {
  const outcome = await work.then(
    () => "nothing was thrown",
    (error: unknown) => error as GatewayError,
  );
  if (typeof outcome === "string") throw new Error(outcome);
  return outcome;
}

const read = (): Promise<ConfigSnapshot> => client.call("config.get", {});

describe("connecting", () => {
  test("without patience a gateway that starts is unreachable at once", async () => {
    const error = await refusal(connect(admin));
    expect(error.code).toBe("unreachable");
  });

  test("with patience the connect rides through the start", async () => {
    const options = { endpoint: gateway.endpoint, token: gateway.token, device, scopes: admin };
    client = await connectGateway({ ...options, patience: "startup", deadline: Deadline.after(300_000, "the gateway to start") });
    expect(client.hello).toMatchObject({ protocol: 4, version: "2026.9.6", scopes: admin, stateDir: gateway.stateDir, configPath: gateway.configPath, maxPayload: 26_214_400 });
    expect(client.hello.bootId).toMatch(/^[\da-f-]{36}$/);
    expect(client.hello.uptimeMs).toBeGreaterThan(0);
    expect(client.hello.appliedConfigHash).toMatch(/^hmac-sha256:v1:/);
    expect(client.closed).toBeUndefined();
  });

  test("a wrong token is unauthorized and not asked again", async () => {
    const begun = performance.now();
    const options = { endpoint: gateway.endpoint, token: "not-the-token", device, scopes: admin };
    const error = await refusal(connectGateway({ ...options, patience: "startup", deadline: within(120) }));
    expect(error.code).toBe("unauthorized");
    expect(error.message).not.toContain("not-the-token");
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  test("a reader is told no paths, and may not write", async () => {
    const reader = await connect(["operator.read"]);
    expect(reader.hello.scopes).toEqual(["operator.read"]);
    expect(reader.hello.stateDir).toBeUndefined();
    const error = await refusal(reader.call("config.patch", { raw: "{}" }));
    expect(error).toMatchObject({ code: "missing-scope", gatewayCode: "FORBIDDEN", retryable: false });
    expect((await reader.call("config.get", {})).exists).toBe(true);
    await reader.close();
    expect(reader.closed).toMatchObject({ code: 1000 });
  });

  test("a signature that does not fit is device-rejected", async () => {
    const forged = { ...createDevice(), privateKey: createDevice().privateKey };
    const error = await refusal(connectGateway({ endpoint: gateway.endpoint, token: gateway.token, device: forged, scopes: admin, deadline: within(30) }));
    expect(error.code).toBe("device-rejected");
  });

  test("on loopback no device is needed", async () => {
    const { endpoint, token } = gateway;
    const plain = await connectGateway({ endpoint, token, scopes: ["operator.admin"], deadline: within(30) });
    expect(plain.hello.scopes).toEqual(["operator.admin"]);
    await plain.close();
  });
});

describe("reading", () => {
  test("config.get gives the file with its placeholders and without its secrets", async () => {
    const snapshot = await read();
    const models = { providers: { fake: { ...model.provider, apiKey: "__OPENCLAW_REDACTED__" } } };
    expect(snapshot).toMatchObject({ path: gateway.configPath, exists: true, valid: true, issues: [], parsed: { ...minimalConfig, ...config, models } });
    expect(snapshot.hash).toMatch(/^hmac-sha256:v1:/);
    expect(snapshot.configRevisionHash).toBe(snapshot.appliedConfigHash);
    expect(client.hello.appliedConfigHash).toBe(snapshot.appliedConfigHash);
  });

  test("health, status, channels.status and logs.tail answer as typed", async () => {
    expect(await client.call("health", { probe: true })).toMatchObject({ ok: true, plugins: { errors: [] }, configReload: { hotReloadStatus: "active" } });
    const status = await client.call("status", {});
    expect(status).toMatchObject({ runtimeVersion: "2026.9.6", degradedSecretOwners: [] });
    expect(status.processMemory?.rssBytes).toBeGreaterThan(1e8);
    expect(await client.call("channels.status", {})).toMatchObject({ channelOrder: [], channelAccounts: {} });
    const tail = await client.call("logs.tail", { limit: 3 });
    expect(tail.lines.length).toBeLessThanOrEqual(3);
    expect((await client.call("logs.tail", { cursor: tail.cursor })).cursor).toBeGreaterThanOrEqual(tail.cursor);
  });

  test("config.schema tells what is sensitive, config.schema.lookup how a leaf reloads", async () => {
    const { schema, uiHints, version } = await client.call("config.schema", {});
    expect(version).toBe("2026.9.6");
    expect(schema).toHaveProperty("properties");
    expect(uiHints["gateway.auth.token"]?.sensitive).toBe(true);
    expect((await client.call("config.schema.lookup", { path: "messages.responsePrefix" })).reloadKind).toBe("none");
    const { children } = await client.call("config.schema.lookup", { path: "gateway.controlUi" });
    expect(children.find((child) => child.key === "enabled")?.reloadKind).toBe("hot");
    expect(children.find((child) => child.key === "basePath")?.reloadKind).toBe("restart");
    expect((await refusal(client.call("config.schema.lookup", { path: "nope" }))).code).toBe("invalid-request");
  });
});

describe("a turn", () => {
  test("is accepted first, and its final answer is the one that counts", async () => {
    const turn = { message: "ping", sessionKey: "agent:main:molthub-probe", idempotencyKey: "contract-1", deliver: false };
    const answer = await client.call("agent", turn, within(120));
    expect(answer).toMatchObject({ status: "ok", result: { payloads: [{ text: "hello from the model" }] } });
    expect(answer.result?.meta?.durationMs).toBeGreaterThan(0);
  });
});

describe("writing", () => {
  test("a hot patch is live when answered, in the same process", async () => {
    const before = await read();
    let changed = false;
    const stop = client.on("config.changed", () => (changed = true));
    const answer = await client.call("config.patch", { raw: `{"messages":{"responsePrefix":"hot"}}`, baseHash: before.hash });
    expect(answer).toMatchObject({ changedPaths: ["messages.responsePrefix"], sentinel: { payload: { stats: { requiresRestart: false } } } });
    const after = await read();
    expect(after.parsed).toMatchObject({ messages: { responsePrefix: "hot" } });
    expect(after.hash).toBe(answer.hash);
    expect(after.appliedConfigHash).toBe(after.configRevisionHash);
    expect(changed).toBe(true);
    stop();
    expect(client.closed).toBeUndefined();
  });

  test("a patch that changes nothing is a noop", async () => {
    expect(await client.call("config.patch", { raw: `{"messages":{"responsePrefix":"hot"}}` })).toMatchObject({ noop: true, changedPaths: [] });
  });

  test("a stale hash is refused as such", async () => {
    const { hash } = await read();
    await client.call("config.patch", { raw: `{"messages":{"responsePrefix":"newer"}}`, baseHash: hash });
    const error = await refusal(client.call("config.patch", { raw: `{"messages":{"responsePrefix":"late"}}`, baseHash: hash }));
    expect(error).toMatchObject({ code: "stale-hash", gatewayCode: "INVALID_REQUEST" });
    expect((await refusal(client.call("config.patch", { raw: `{"messages":{"responsePrefix":"late"}}` }))).code).toBe("base-hash-required");
  });

  test("an unknown key and a wrong value name their paths, never the value", async () => {
    const { hash: baseHash } = await read();
    const unknown = await refusal(client.call("config.patch", { raw: `{"gateway":{"zork":1}}`, baseHash }));
    expect(unknown).toMatchObject({ code: "invalid-config", issues: [{ path: "gateway", message: 'Unrecognized key: "zork"' }] });
    const wrong = await refusal(client.call("config.patch", { raw: `{"messages":{"ackReactionScope":"sk-live-1234"}}`, baseHash }));
    expect(wrong.issues[0]?.path).toBe("messages.ackReactionScope");
    expect(JSON.stringify([wrong.message, wrong.details])).not.toContain("sk-live");
    expect((await refusal(client.call("config.patch", { raw: "{", baseHash }))).code).toBe("invalid-config");
  });

  test("a write that would lose gateway.mode is write-rejected", async () => {
    const error = await refusal(client.call("config.patch", { raw: `{"gateway":{"mode":null}}`, baseHash: (await read()).hash }));
    expect(error).toMatchObject({ code: "write-rejected", gatewayCode: "UNAVAILABLE", retryable: false });
  });

  test("an invalid file is seen, and config.apply heals it with its hash", async () => {
    const whole = readFileSync(gateway.configPath, "utf8");
    const { parsed } = await read();
    writeFileSync(gateway.configPath, "{ not json");
    // config.get is cached until the file watcher wakes.
    await expect.poll(async () => (await read()).valid, { timeout: 5_000 }).toBe(false);
    const broken = await read();
    expect(broken).toMatchObject({ exists: true, parsed: null, configRevisionHash: null });
    expect(broken.issues).toHaveLength(1);
    await client.call("config.apply", { raw: whole, baseHash: broken.hash });
    expect(await read()).toMatchObject({ valid: true, parsed });
  });
});

describe("restarting", () => {
  test("a restart change gives a new process identity through reconnect", async () => {
    const answer = await client.call("config.patch", { raw: `{"gateway":{"controlUi":{"basePath":"/ui"}}}`, baseHash: (await read()).hash });
    expect(answer.sentinel?.payload.stats.requiresRestart).toBe(true);
    const restarted = await client.reconnect(Deadline.after(180_000, "the gateway to restart"));
    expect(client.closed).toMatchObject({ code: 1012, shutdown: { restartExpectedMs: expect.any(Number) as number } });
    expect(restarted.hello.bootId).not.toBe(client.hello.bootId);
    client = restarted;
    const { parsed, configRevisionHash, appliedConfigHash } = await read();
    expect(parsed).toMatchObject({ gateway: { controlUi: { basePath: "/ui" } } });
    expect(configRevisionHash).toBe(appliedConfigHash);
  });

  test("so does gateway.restart.request, at once or after the work in hand", async () => {
    const { status, preflight } = await client.call("gateway.restart.request", { reason: "contract test" });
    expect(status).toBe(preflight.safe ? "scheduled" : "deferred");
    const restarted = await client.reconnect(Deadline.after(180_000, "the gateway to restart"));
    expect(restarted.hello.bootId).not.toBe(client.hello.bootId);
    client = restarted;
  });
});

describe("limits, last", () => {
  test("the 31st write within a minute is rate-limited and says for how long", async () => {
    // Stale writes count, and change nothing. The wait is longer than the deadline, so that it is thrown and not slept.
    let error: GatewayError;
    do {
      error = await refusal(client.call("config.patch", { raw: `{"messages":{"responsePrefix":"x"}}`, baseHash: "stale" }, within(1)));
    } while (error.code === "stale-hash");
    expect(error).toMatchObject({ code: "rate-limited", retryable: true });
    expect(error.retryAfterMs).toBeGreaterThan(1_000);
  });

  test("a gateway that dies ends the connection and the calls in flight", async () => {
    const call = refusal(client.call("config.schema", {}));
    await gateway.kill();
    expect((await call).code).toBe("connection-lost");
    expect((await client.untilClosed(within(5))).shutdown).toBeUndefined();
    expect((await refusal(client.call("health", {}))).code).toBe("connection-lost");
    expect((await refusal(connect(admin))).code).toBe("unreachable");
  });
});
