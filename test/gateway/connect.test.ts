import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { once } from "node:events";
import { afterEach, describe, expect, test } from "vitest";
import { Deadline } from "../../sdk/deadline";
import { connectGateway, createDevice, loopbackEndpoint } from "../../sdk/gateway";
import type { ConnectOptions, GatewayClient, GatewayError } from "../../sdk/gateway";
import { challenge, hello, startFakeGateway } from "./fakeGateway";
import type { FakeGateway, Script } from "./fakeGateway";

const token = "tok-secret";
const scopes = ["operator.admin", "operator.read"];
const undo: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  // Nothing of ours may outlive a test: no socket, no timer.
  await expect.poll(() => process.getActiveResourcesInfo().filter((kind) => kind === "TCPSocketWrap")).toEqual([]);
});

async function fake(script?: Script, port?: number): Promise<FakeGateway> {
  const gateway = await startFakeGateway(script, port);
  undo.push(() => gateway.stop());
  return gateway;
}

async function connect(gateway: Pick<FakeGateway, "endpoint">, options: Partial<ConnectOptions> = {}): Promise<GatewayClient> {
  const client = await connectGateway({ endpoint: gateway.endpoint, token, scopes, deadline: Deadline.after(5_000, "bot alice"), ...options });
  undo.push(() => client.close());
  return client;
}

async function failure(work: Promise<unknown>): Promise<GatewayError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) throw new Error("nothing was thrown");
  expect(String(error)).not.toContain(token);
  return error as GatewayError;
}

const starting = { code: "UNAVAILABLE", message: "gateway starting; retry shortly", retryable: true, retryAfterMs: 40, details: { reason: "startup-sidecars" } };

describe("the handshake", () => {
  test("asks for both protocols and exactly the scopes, and signs the challenge", async () => {
    const gateway = await fake();
    const device = createDevice();
    const client = await connect(gateway, { device });
    expect(gateway.requests).toHaveLength(1);
    expect(gateway.requests[0]).toMatchObject({
      method: "connect",
      params: {
        minProtocol: 3,
        maxProtocol: 4,
        client: { id: "gateway-client", mode: "backend" },
        role: "operator",
        scopes,
        auth: { token },
        device: { id: device.deviceId, nonce: challenge.nonce, signedAt: challenge.ts },
      },
    });
    expect(client.hello).toEqual({ protocol: 4, version: "2026.9.6", bootId: "boot-1", uptimeMs: 5, appliedConfigHash: "hmac-sha256:v1:a", scopes, maxPayload: 26_214_400 });
  });

  test("without a device sends none: an unknown key would be refused", async () => {
    const gateway = await fake();
    await connect(gateway);
    expect(gateway.requests[0]?.params).not.toHaveProperty("device");
  });

  test("fewer scopes than asked for is an error that names the missing ones", async () => {
    const gateway = await fake({ connect: (peer, request) => peer.ok(request, hello("b", [])) });
    const error = await failure(connect(gateway));
    expect(error.code).toBe("missing-scope");
    expect(error.message).toContain("granted no scope, but not operator.admin, operator.read");
    await expect.poll(gateway.open).toBe(0);
  });

  test("a wrong token is not asked again, whatever the patience", async () => {
    const gateway = await fake({
      connect: (peer, request) => {
        peer.refuse(request, { code: "INVALID_REQUEST", message: "unauthorized: gateway token mismatch", details: { code: "AUTH_TOKEN_MISMATCH" } });
        peer.socket.close(1008, "unauthorized");
      },
    });
    const error = await failure(connect(gateway, { patience: "startup" }));
    expect(error).toMatchObject({ code: "unauthorized", gatewayCode: "INVALID_REQUEST" });
    expect(gateway.requests).toHaveLength(1);
  });

  test.each<[string, Script]>([
    ["a hello without its fields", { connect: (peer, request) => peer.ok(request, { type: "hello-ok" }) }],
    ["a challenge without a nonce", { opened: (peer) => peer.event("connect.challenge", {}) }],
    ["text that is not JSON", { opened: (peer) => peer.socket.send("hi, I am nginx") }],
    ["a binary frame", { opened: (peer) => peer.socket.send(Buffer.from("{}")) }],
    ["an answer nobody asked for", { opened: (peer) => peer.ok({ id: "m77", method: "", params: {} }, {}) }],
    ["a frame of 30 MB", { opened: (peer) => peer.socket.send("x".repeat(30_000_000)) }],
  ])("%s is a protocol error", async (_, script) => {
    const gateway = await fake(script);
    const error = await failure(connect(gateway, { patience: "startup" }));
    expect(error.code).toBe("protocol");
    expect(error.message).not.toContain("nginx");
    await expect.poll(gateway.open).toBe(0);
  });
});

describe("nobody there", () => {
  test("is unreachable at once, with the address", async () => {
    const error = await failure(connect({ endpoint: loopbackEndpoint(await unusedPort()) }));
    expect(error.code).toBe("unreachable");
    expect(error.message).toMatch(/^cannot reach the gateway at ws:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/);
  });

  test("with patience fails at the deadline, with the last reason", async () => {
    const error = await failure(connect({ endpoint: loopbackEndpoint(await unusedPort()) }, { patience: "startup", deadline: Deadline.after(1_000, "bot alice to start") }));
    expect(error.code).toBe("unreachable");
    expect(error.message).toMatch(/^gave up waiting for bot alice to start after 1 s: cannot reach .*ECONNREFUSED/);
  });

  test.each([
    [404, "protocol"],
    [503, "unreachable"],
  ])("an HTTP %i instead of a WebSocket is %s", async (status, code) => {
    const server = createServer((_, response) => response.writeHead(status).end("secret page"));
    const error = await failure(connect({ endpoint: await listen(server) }));
    expect(error.code).toBe(code);
    expect(error.message).toContain(`HTTP ${status}`);
  });

  test("a port that accepts and says nothing is unreachable when the time is up", async () => {
    let open = 0;
    const server = createTcpServer((socket) => {
      open++;
      socket.on("error", () => undefined).on("close", () => open--).resume();
    });
    const error = await failure(connect({ endpoint: await listen(server) }, { deadline: Deadline.after(200, "x") }));
    expect(error.code).toBe("unreachable");
    await expect.poll(() => open).toBe(0);
  });

  test("a WebSocket that never challenges is unreachable when the time is up", async () => {
    const gateway = await fake({ opened: () => undefined });
    const error = await failure(connect(gateway, { deadline: Deadline.after(200, "x") }));
    expect(error.code).toBe("unreachable");
    await expect.poll(gateway.open).toBe(0);
  });

  test("what is no address is said to be none", async () => {
    const error = await failure(connect({ endpoint: { transport: "direct", address: "127.0.0.1:1" } }));
    expect(error.code).toBe("invalid-endpoint");
  });
});

describe("a gateway that starts", () => {
  const startsAfter = (refusals: number): Script => ({
    connect: (peer, request) => {
      if (peer.index >= refusals) return peer.ok(request, hello("boot-1", scopes));
      peer.refuse(request, starting);
      peer.socket.close(1013, "gateway starting");
    },
  });

  test("without patience is unreachable", async () => {
    const error = await failure(connect(await fake(startsAfter(1))));
    expect(error).toMatchObject({ code: "unreachable", gatewayCode: "UNAVAILABLE", retryable: true, retryAfterMs: 40 });
  });

  test("with patience is waited for as long as it asks", async () => {
    const gateway = await fake(startsAfter(3));
    const begun = performance.now();
    await connect(gateway, { patience: "startup" });
    expect(gateway.requests).toHaveLength(4);
    expect(performance.now() - begun).toBeGreaterThan(110);
  });

  test("is waited for when it only closes, and when it is not there yet", async () => {
    const port = await unusedPort();
    const pending = connect({ endpoint: loopbackEndpoint(port) }, { patience: "startup" });
    const gateway = await fake({ opened: (peer) => (peer.index === 0 ? peer.socket.close(1013) : peer.event("connect.challenge", challenge)) }, port);
    expect((await pending).hello.bootId).toBe("boot-1");
    expect(gateway.requests).toHaveLength(1);
  });
});

async function unusedPort(): Promise<number> {
  const server = createTcpServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function listen(server: Server): Promise<ReturnType<typeof loopbackEndpoint>> {
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  undo.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  });
  return loopbackEndpoint((server.address() as AddressInfo).port);
}
