import { afterEach, describe, expect, test } from "vitest";
import { Deadline } from "../../sdk/deadline";
import { connectGateway } from "../../sdk/gateway";
import type { GatewayClient, GatewayError } from "../../sdk/gateway";
import { challenge, hello, startFakeGateway } from "./fakeGateway";
import type { FakeGateway, Script } from "./fakeGateway";

const scopes = ["operator.read"];
const undo: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  await expect.poll(() => process.getActiveResourcesInfo().filter((kind) => kind === "TCPSocketWrap")).toEqual([]);
});

async function connected(script: Script): Promise<{ gateway: FakeGateway; client: GatewayClient }> {
  const gateway = await startFakeGateway(script);
  undo.push(() => gateway.stop());
  const client = await connectGateway({ endpoint: gateway.endpoint, token: "tok-secret", scopes, deadline: within(5_000) });
  undo.push(() => client.close());
  return { gateway, client };
}

const within = (ms: number): Deadline => Deadline.after(ms, "bot alice");

async function failure(work: Promise<unknown>): Promise<GatewayError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) throw new Error("nothing was thrown");
  return error as GatewayError;
}

const healthy = { ok: true, ts: 1, channels: { telegram: {} } };

describe("a call", () => {
  test("gives what is declared of the answer and drops the rest", async () => {
    const { client } = await connected({ call: (peer, request) => peer.ok(request, healthy) });
    expect(await client.call("health", {})).toEqual({ ok: true, ts: 1 });
  });

  test("each answer finds its question, in any order", async () => {
    const held: (() => void)[] = [];
    const { client } = await connected({
      call: (peer, request) => {
        held.push(() => peer.ok(request, { ok: true, ts: held.length }));
        if (held.length === 2) for (const answer of [...held].reverse()) answer();
      },
    });
    const answers = await Promise.all([client.call("health", {}), client.call("health", {})]);
    expect(answers).toHaveLength(2);
  });

  test("an answer of another shape is a protocol error that names the place", async () => {
    const { client } = await connected({ call: (peer, request) => peer.ok(request, { ok: true, ts: "sk-live" }) });
    const error = await failure(client.call("health", {}));
    expect(error.code).toBe("protocol");
    expect(error.message).toMatch(/^health: unexpected answer: ts: /);
    expect(error.message).not.toContain("sk-live");
  });

  test("agent is answered twice, and the second answer counts", async () => {
    const { client } = await connected({
      call: (peer, request) => {
        peer.ok(request, { runId: "r", status: "accepted" });
        setTimeout(() => peer.ok(request, { runId: "r", status: "ok", result: { payloads: [{ text: "hi", mediaUrl: null }] } }), 20);
      },
    });
    const answer = await client.call("agent", { message: "hi", sessionKey: "agent:main:probe", idempotencyKey: "k", deliver: false });
    expect(answer).toEqual({ runId: "r", status: "ok", result: { payloads: [{ text: "hi" }] } });
  });

  test("a silent gateway ends it at the deadline, and a late answer harms nobody", async () => {
    const { client } = await connected({ call: (peer, request) => void setTimeout(() => peer.ok(request, healthy), request.id === "m2" ? 80 : 0) });
    expect(await failure(client.call("health", {}, within(20)))).toMatchObject({ code: "deadline" });
    await within(1_000).sleep(100);
    expect((await client.call("health", {})).ok).toBe(true);
  });

  test("a frame longer than the gateway takes is not sent", async () => {
    const { gateway, client } = await connected({});
    const error = await failure(client.call("config.apply", { raw: "sk-live".repeat(4_000_000) }));
    expect(error.code).toBe("too-large");
    expect(error.message).not.toContain("sk-live");
    expect(gateway.requests).toHaveLength(1);
  });
});

describe("retries", () => {
  const busy = { code: "UNAVAILABLE", message: "rate limit exceeded for config.patch; retry after 1s", retryable: true, retryAfterMs: 60 };

  test("what the gateway calls retryable is sent again after the wait it asks for", async () => {
    let calls = 0;
    const { client } = await connected({ call: (peer, request) => (++calls < 3 ? peer.refuse(request, busy) : peer.ok(request, healthy)) });
    const begun = performance.now();
    expect((await client.call("health", {})).ok).toBe(true);
    expect(calls).toBe(3);
    expect(performance.now() - begun).toBeGreaterThan(110);
  });

  test("a wait beyond the deadline is not begun: the refusal itself is thrown, at once", async () => {
    const { client } = await connected({ call: (peer, request) => peer.refuse(request, { ...busy, retryAfterMs: 59_000 }) });
    expect(await failure(client.call("config.patch", { raw: "{}" }))).toMatchObject({ code: "rate-limited", retryAfterMs: 59_000 });
  });

  test("any other refusal is thrown at once", async () => {
    const { gateway, client } = await connected({
      call: (peer, request) => peer.refuse(request, { code: "UNAVAILABLE", message: "Error: x: code=CONFIG_WRITE_REJECTED" }),
    });
    expect((await failure(client.call("config.patch", { raw: "{}" }))).code).toBe("write-rejected");
    expect(gateway.requests).toHaveLength(2);
  });
});

describe("a connection that ends", () => {
  test.each<[string, Script, string]>([
    ["is cut", { call: (peer) => peer.socket.terminate() }, "connection-lost"],
    ["sends garbage", { call: (peer) => peer.socket.send("{sk-live") }, "protocol"],
    ["refuses without words", { call: (peer, { id }) => peer.socket.send(JSON.stringify({ type: "res", id, ok: false })) }, "protocol"],
    ["sends 30 MB", { call: (peer) => peer.socket.send("x".repeat(30_000_000)) }, "protocol"],
  ])("in mid-call because it %s rejects all calls in flight, and none is sent again", async (_, script, code) => {
    const { gateway, client } = await connected(script);
    const errors = await Promise.all([failure(client.call("health", {})), failure(client.call("status", {}))]);
    for (const error of errors) {
      expect(error.code).toBe(code);
      expect(error.message).toMatch(/^(health|status): .*may have been carried out$/);
      expect(error.message).not.toContain("sk-live");
    }
    expect(client.closed).toBeDefined();
    expect(await failure(client.call("health", {}))).toMatchObject({ code });
    expect(gateway.requests).toHaveLength(3);
  });

  test("by our close rejects calls in flight, twice harmless", async () => {
    const { client } = await connected({});
    const call = failure(client.call("health", {}));
    await client.close();
    await client.close();
    expect((await call).code).toBe("connection-lost");
    expect(client.closed).toEqual({ code: 1000, reason: "" });
  });

  test("half-open is closed without waiting for the other side", async () => {
    const { gateway, client } = await connected({ call: (peer) => peer.socket.pause() });
    const call = failure(client.call("health", {}));
    await expect.poll(() => gateway.requests.length).toBe(2);
    const begun = performance.now();
    await client.close();
    // ws itself waits 30 s.
    expect(performance.now() - begun).toBeLessThan(20_000);
    expect((await call).code).toBe("connection-lost");
  });
});

describe("events", () => {
  test("reach their listeners until these unsubscribe", async () => {
    const { client } = await connected({
      call: (peer, request) => {
        peer.event("config.changed", { path: request.id });
        peer.event("unheard.of", 1);
        peer.ok(request, healthy);
      },
    });
    const heard: unknown[] = [];
    const stop = client.on("config.changed", (payload) => heard.push(payload));
    await client.call("health", {});
    stop();
    await client.call("health", {});
    expect(heard).toEqual([{ path: "m2" }]);
  });

  test.each([
    [{ reason: "gateway restarting", restartExpectedMs: 1_500 }, 1012],
    [{ reason: "gateway stopping" }, 1001],
  ])("a shutdown is kept: %j", async (notice, code) => {
    const { client } = await connected({
      call: (peer) => {
        peer.event("shutdown", notice);
        peer.socket.close(code, "service");
      },
    });
    const call = failure(client.call("health", {}));
    expect(await client.untilClosed(within(1_000))).toEqual({ code, reason: "service", shutdown: notice });
    expect((await call).code).toBe("connection-lost");
  });
});

describe("reconnect", () => {
  test("waits for the end, rides through the start, and returns only to a new process", async () => {
    const { gateway, client } = await connected({
      opened: (peer) => {
        // 0: old process. 1: the same, cut in a moment. 2: refuses. 3: the new one.
        if (peer.index === 2) return peer.socket.close(1013, "gateway starting");
        peer.event("connect.challenge", challenge);
      },
      connect: (peer, request) => {
        peer.ok(request, hello(peer.index < 3 ? "boot-1" : "boot-2", scopes));
        if (peer.index === 1) setTimeout(() => peer.socket.terminate(), 20);
      },
      call: (peer) => peer.socket.close(1012, "service restart"),
    });
    const call = failure(client.call("health", {}));
    const next = await client.reconnect(within(5_000));
    undo.push(() => next.close());
    expect(next.hello.bootId).toBe("boot-2");
    expect((await call).code).toBe("connection-lost");
    await expect.poll(gateway.open).toBe(1);
  });

  test("a connection that stays open ends the wait at the deadline, and is left alone", async () => {
    const { client } = await connected({ call: (peer, request) => peer.ok(request, healthy) });
    expect(await failure(client.reconnect(within(50)))).toMatchObject({ code: "deadline" });
    expect((await client.call("health", {})).ok).toBe(true);
  });

  test("a gateway that stays the same process is watched until the deadline, and not left connected", async () => {
    const { gateway, client } = await connected({ call: (peer) => peer.socket.terminate() });
    await failure(client.call("health", {}));
    expect(await failure(client.reconnect(within(300)))).toMatchObject({ code: "deadline" });
    await expect.poll(gateway.open).toBe(0);
  });
});
