import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Deadline } from "../../sdk/deadline";
import { connectGateway, createDevice } from "../../sdk/gateway";
import type { GatewayClient, GatewayError } from "../../sdk/gateway";
import { minimalConfig, startRealGateway } from "../gateways/realGateway";
import type { RealGateway } from "../gateways/realGateway";
import { startFakeModel } from "../gateways/fakeModel";
import type { FakeModel } from "../gateways/fakeModel";

// What sdk/gateway believes of OpenClaw 2026.9.6 and no simulator does: its start, its turns, its measurements, its end. What is asked of
// every gateway is in test/gateways/contract. The tests share a gateway and run in order.
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
    expect(performance.now() - begun).toBeLessThan(60_000);
  });

  test("on loopback no device is needed", async () => {
    const { endpoint, token } = gateway;
    const plain = await connectGateway({ endpoint, token, scopes: ["operator.admin"], deadline: within(30) });
    expect(plain.hello.scopes).toEqual(["operator.admin"]);
    await plain.close();
  });
});

describe("reading", () => {
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

describe("the end", () => {
  test("a gateway that dies ends the connection and the calls in flight", async () => {
    const call = refusal(client.call("config.schema", {}));
    await gateway.kill();
    expect((await call).code).toBe("connection-lost");
    expect((await client.untilClosed(within(5))).shutdown).toBeUndefined();
    expect((await refusal(client.call("health", {}))).code).toBe("connection-lost");
    expect((await refusal(connect(admin))).code).toBe("unreachable");
  });
});
