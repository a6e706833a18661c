import { afterEach, describe, expect, it } from "vitest";
import type { ConfigDocument } from "../../sdk/config";
import { Deadline } from "../../sdk/deadline";
import { connectGateway, createDevice, GatewayError, type ConfigWriteResult, type GatewayClient } from "../../sdk/gateway";
import { startSimulator, type Fault, type FaultKind, type SimulatedGateway, type SimulatorOptions } from "./simulator";

const release = { package: "openclaw", version: "2026.9.6" };
const before: ConfigDocument = { gateway: { mode: "local" } };
const after: ConfigDocument = { ...before, messages: { responsePrefix: "new" } };
const restarting: ConfigDocument = { gateway: { mode: "local", controlUi: { basePath: "/ui" } } };
const undo: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const within = (ms: number): Deadline => Deadline.after(ms, "the test");

async function started(options: Partial<SimulatorOptions>): Promise<SimulatedGateway> {
  const gateway = await startSimulator({ release, document: before, handMade: true, ...options });
  undo.push(() => gateway.stop());
  return gateway;
}

async function connected(gateway: SimulatedGateway): Promise<GatewayClient> {
  const client = await connectGateway({ endpoint: gateway.endpoint, token: gateway.token, device: createDevice(), scopes: ["operator.admin"], patience: "startup", deadline: within(5_000) });
  undo.push(() => client.close());
  return client;
}

async function write(client: GatewayClient, document: ConfigDocument = after, patience = 3_000): Promise<ConfigWriteResult> {
  const { hash } = await client.call("config.get", {});
  return client.call("config.apply", { raw: JSON.stringify(document), baseHash: hash, restartDelayMs: 0 }, within(patience));
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "ok",
    (error: unknown) => (error as GatewayError).code,
  );
}

const isApplied = async (client: GatewayClient): Promise<boolean> => {
  const { configRevisionHash, appliedConfigHash } = await client.call("config.get", {});
  return configRevisionHash === appliedConfigHash;
};

async function struck(kind: FaultKind, more: Partial<Fault> = {}, options: Partial<SimulatorOptions> = {}): Promise<{ gateway: SimulatedGateway; client: GatewayClient }> {
  const gateway = await started({ faults: [{ at: { write: 1 }, do: kind, ...more }], ...options });
  return { gateway, client: await connected(gateway) };
}

describe("a write during which the process ends", () => {
  it.each<[FaultKind, ConfigDocument]>([
    ["die-before-persist", before],
    ["die-after-persist", after],
    ["oom-after-persist", after],
  ])("%s", async (kind, document) => {
    const { gateway, client } = await struck(kind);
    expect(await codeOf(write(client))).toBe("connection-lost");
    expect([gateway.isRunning(), gateway.running(), gateway.document()]).toEqual([false, undefined, expect.objectContaining(document)]);
    gateway.start();
    expect(gateway.running()).toEqual(gateway.document());
    expect(gateway.boots()).toBe(2);
    expect(await codeOf(write(await connected(gateway)))).toBe("ok");
  });

  it("is started again where somebody looks after it", async () => {
    const { gateway, client } = await struck("die-after-persist", {}, { supervised: true });
    await write(client).catch(() => undefined);
    expect((await connected(gateway)).hello.bootId).not.toBe(client.hello.bootId);
    expect(gateway.running()).toEqual(after);
  });
});

describe("a write that goes its way", () => {
  it("cut-after-persist: only the answer is lost", async () => {
    const { gateway, client } = await struck("cut-after-persist");
    expect(await codeOf(write(client))).toBe("connection-lost");
    await expect.poll(() => gateway.running()).toEqual(after);
    expect(await isApplied(await connected(gateway))).toBe(true);
  });

  it("silent-after-persist: no answer, not applied, and all else works", async () => {
    const { gateway, client } = await struck("silent-after-persist");
    expect(await codeOf(write(client, after, 100))).toBe("deadline");
    await expect.poll(() => gateway.document()).toEqual(after);
    expect(gateway.running()).toEqual(before);
    expect(await isApplied(client)).toBe(false);
  });

  it("not-applied: says so, and the same document again is applied", async () => {
    const { gateway, client } = await struck("not-applied");
    expect(await codeOf(write(client))).toBe("written-not-live");
    expect([gateway.document(), gateway.running()]).toEqual([after, before]);
    expect(await codeOf(write(client))).toBe("ok");
    expect(gateway.running()).toEqual(after);
  });

  it("lie-applied: says that all is well, and runs the old document", async () => {
    const { gateway, client } = await struck("lie-applied");
    await write(client);
    expect(await isApplied(client)).toBe(true);
    expect(gateway.running()).toEqual(before);
  });

  it("dead-channels: runs the new document, but no channel is connected", async () => {
    const channels = { telegram: { botToken: "1234567:simulated" } };
    const { gateway, client } = await struck("dead-channels", {}, { document: { ...before, channels } });
    const isConnected = async (): Promise<boolean | undefined> => (await client.call("channels.status", {})).channelAccounts["telegram"]?.[0]?.connected;
    expect(await isConnected()).toBe(true);
    await write(client, { ...after, channels });
    expect([gateway.running(), await isConnected()]).toEqual([{ ...after, channels }, false]);
  });

  it("no-return: the restart that it takes never ends, until somebody starts it", async () => {
    const { gateway, client } = await struck("no-return");
    await write(client, restarting);
    expect((await client.untilClosed(within(1_000))).code).toBe(1012);
    expect(await codeOf(connectGateway({ endpoint: gateway.endpoint, token: gateway.token, scopes: [], patience: "startup", deadline: within(300) }))).toBe("unreachable");
    gateway.kill();
    gateway.start();
    expect(gateway.running()).toEqual(restarting);
  });
});

describe("a request that goes wrong", () => {
  // The second request: the first is the connect.
  const at = { request: 2 };

  it.each<[FaultKind, string, ms: number]>([
    ["die", "connection-lost", 5_000],
    ["cut", "connection-lost", 5_000],
    ["half-close", "deadline", 100],
    ["refuse", "unavailable", 5_000],
  ])("%s", async (kind, code, ms) => {
    const gateway = await started({ faults: [{ at, do: kind }], supervised: true });
    const client = await connected(gateway);
    expect(await codeOf(client.call("health", {}, within(ms)))).toBe(code);
    expect(await codeOf((await connected(gateway)).call("health", {}))).toBe("ok");
  });

  it.each<FaultKind>(["slow", "hang"])("%s: the answer comes, but late", async (kind) => {
    const gateway = await started({ faults: [{ at, do: kind, ms: 150 }] });
    const client = await connected(gateway);
    expect(await codeOf(client.call("health", {}, within(50)))).toBe("deadline");
    expect(await codeOf(client.call("status", {}))).toBe("ok");
    expect(gateway.frames()).toBe(3);
  });

  it("a gateway that hangs takes connections, and greets when it goes on", async () => {
    const gateway = await started({});
    gateway.hang(100);
    expect(await codeOf(connectGateway({ endpoint: gateway.endpoint, token: gateway.token, scopes: [], deadline: within(30) }))).toBe("unreachable");
    expect((await connected(gateway)).hello.version).toBe("2026.9.6");
  });
});

describe("what a test sees", () => {
  it("every document that was ever in the file, every write that arrived, and who connected", async () => {
    const gateway = await started({});
    const client = await connected(gateway);
    await write(client);
    gateway.edit(before);
    await expect.poll(() => gateway.running()).toEqual(before);
    await client.call("config.patch", { raw: "{", baseHash: "x" }).catch(() => undefined);
    expect(gateway.persisted).toEqual([before, after, before]);
    expect(gateway.writes.map(({ method }) => method)).toEqual(["config.apply", "config.patch"]);
    expect(gateway.connections).toEqual([{ scopes: ["operator.admin"] }]);
    expect(gateway.frames()).toBe(4);
  });

  it("a file as people leave it: an edit keeps the stamps of the gateway, a text is there to the letter", async () => {
    const gateway = await started({});
    await write(await connected(gateway));
    const { meta } = JSON.parse(gateway.file() ?? "") as ConfigDocument;
    gateway.edit(before);
    expect(JSON.parse(gateway.file() ?? "")).toEqual({ ...before, meta });
    gateway.editText("{ }");
    expect(gateway.file()).toBe("{ }");
  });

  it("a read-only gateway writes nothing", async () => {
    const gateway = await started({ readOnly: true });
    const client = await connected(gateway);
    expect(await codeOf(write(client))).toBe("read-only");
    expect(await client.call("config.patch", { raw: "{}" })).toMatchObject({ noop: true });
    expect(gateway.persisted).toEqual([before]);
  });

  it("channels that fail, and channels without a plugin", async () => {
    const gateway = await started({ document: { ...before, channels: { telegram: { botToken: "1234567:simulated" }, discord: {}, slack: { enabled: false } } }, channels: { telegram: "failing", discord: "missing" } });
    const { channelAccounts } = await (await connected(gateway)).call("channels.status", {});
    expect(channelAccounts).toMatchObject({ telegram: [{ running: true, connected: false, lifecycle: "recovering" }], slack: [{ enabled: false, connected: false }] });
    expect(Object.keys(channelAccounts)).toEqual(["telegram", "slack"]);
  });

  it("a file made of others: shown as it stands, patched around, not applied", async () => {
    const document = { ...before, agents: { $include: "./agents.json5" } };
    const gateway = await started({ document });
    const client = await connected(gateway);
    expect(await client.call("config.get", {})).toMatchObject({ valid: true, parsed: document });
    await client.call("config.patch", { raw: JSON.stringify({ messages: { responsePrefix: "new" } }), baseHash: (await client.call("config.get", {})).hash });
    expect(gateway.document()).toEqual({ ...after, agents: { $include: "./agents.json5" } });
    expect(await codeOf(write(client, document))).toBe("invalid-config");
  });

  it("without a document it runs without a file, and takes its first one without a hash", async () => {
    const gateway = await startSimulator({ release });
    undo.push(() => gateway.stop());
    const client = await connected(gateway);
    expect(await client.call("config.get", {})).toMatchObject({ exists: false, valid: true, parsed: {} });
    await client.call("config.apply", { raw: JSON.stringify(before) });
    expect(gateway.document()).toMatchObject(before);
  });

  it("refuses to start with a document that a real one does not start with", async () => {
    await expect(startSimulator({ release, document: { gateway: { zork: 1 } } })).rejects.toThrow("does not start with this document");
    await expect(startSimulator({ release: { package: "openclaw", version: "1.0.0" } })).rejects.toThrow("is not simulated; there are openclaw 2026.9.6, clawdbot 2026.1.24-3");
  });
});
