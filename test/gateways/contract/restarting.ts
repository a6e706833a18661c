import { beforeAll, expect, it } from "vitest";
import type { GatewayError } from "../../../sdk/gateway";
import { documentWith, firstDocument } from "./documents";
import { refusal, within, type Subject } from "./subject";
import { isApplied } from "./writing";

/** How a gateway goes and comes: by a change, by being asked, by a kill; and what it makes of a file that somebody else wrote. */
export function restarting(subject: Subject): void {
  const { line } = subject;
  beforeAll(async () => {
    await subject.renew();
    await subject.apply(firstDocument(line));
  });

  if (line === "openclaw") {
    it("restarts for a change that needs it, and says so before and while it does", async () => {
      const client = await subject.client();
      const answer = await subject.patch({ gateway: { controlUi: { basePath: "/ui" } } });
      expect(answer.sentinel?.payload.stats.requiresRestart).toBe(true);
      expect(isApplied(await subject.read())).toBe(false);
      const restarted = await subject.reconnect();
      expect(client.closed).toMatchObject({ code: 1012, shutdown: { reason: "gateway restarting", restartExpectedMs: expect.any(Number) as number } });
      expect(restarted.hello.bootId).not.toBe(client.hello.bootId);
      // The process is the same.
      expect(restarted.hello.uptimeMs).toBeGreaterThan(client.hello.uptimeMs);
      expect(isApplied(await subject.read())).toBe(true);
    });

    it("takes a hot change while a restart is on its way with the restart, and says that it is not live", async () => {
      await subject.patch({ gateway: { controlUi: { basePath: "/other" } } });
      expect(await refusal(subject.patch({ messages: { responsePrefix: "late" } }))).toMatchObject({ code: "written-not-live", retryable: false });
      expect(isApplied(await subject.read())).toBe(false);
      await subject.reconnect();
      expect(isApplied(await subject.read())).toBe(true);
      expect(await subject.document()).toMatchObject({ gateway: { controlUi: { basePath: "/other" } }, messages: { responsePrefix: "late" } });
    });

    it("restarts when it is asked to", async () => {
      const client = await subject.client();
      const { status, preflight } = await client.call("gateway.restart.request", { reason: "contract" });
      expect(status).toBe(preflight.safe ? "scheduled" : "deferred");
      expect((await subject.reconnect()).hello.bootId).not.toBe(client.hello.bootId);
    });
  } else {
    it("restarts once for every write that asks for no delay, in the same process", async () => {
      const before = await subject.client();
      const hash = (await subject.read()).hash;
      await subject.apply(firstDocument(line));
      const after = await subject.client();
      expect(before.closed).toMatchObject({ code: 1012, shutdown: { reason: "gateway restarting" } });
      expect(before.saidRestart).toBe(true);
      expect(after.hello.uptimeMs).toBeGreaterThan(before.hello.uptimeMs);
      // The same document, and another text: it has the time in it.
      expect((await subject.read()).hash).not.toBe(hash);
      expect(after.closed).toBeUndefined();
    });

    it("restarts twice for a write that leaves the delay to it", async () => {
      const client = await subject.client();
      await client.call("config.apply", { raw: JSON.stringify(firstDocument(line)), baseHash: (await subject.read()).hash });
      const between = await subject.reconnect();
      await between.untilClosed(within(30));
      expect(between.saidRestart).toBe(true);
    });

    it("takes two writes with one hash, and keeps one", async () => {
      const client = await subject.client();
      const { hash: baseHash } = await subject.read();
      const write = (responsePrefix: string): Promise<unknown> => client.call("config.apply", { raw: JSON.stringify(documentWith(line, { messages: { responsePrefix } })), baseHash, restartDelayMs: 0 });
      const outcomes = await Promise.allSettled([write("one"), write("two")]);
      // None is stale; but an answer may come too late for its connection.
      expect(outcomes.map((outcome) => (outcome.status === "fulfilled" ? "ok" : (outcome.reason as GatewayError).code)).filter((code) => code !== "connection-lost")).toContain("ok");
      expect(outcomes.map((outcome) => (outcome.status === "rejected" ? (outcome.reason as GatewayError).code : "ok"))).not.toContain("stale-hash");
      await subject.reconnect();
      expect(["one", "two"]).toContain(((await subject.document())["messages"] as { responsePrefix?: string }).responsePrefix);
    });
  }

  it("takes a file into use that somebody else wrote", async () => {
    const document = { ...(await subject.document()), messages: { responsePrefix: "by hand" } };
    subject.edit(document);
    await expect.poll(async () => subject.document(), { timeout: 15_000 }).toEqual(document);
    if (line === "openclaw") await expect.poll(async () => isApplied(await subject.read()), { timeout: 15_000 }).toBe(true);
  });

  it("goes on with what it has when that file is not valid", async () => {
    const text = subject.gateway.file();
    const applied = (await subject.read()).appliedConfigHash;
    subject.gateway.editText("{ no JSON5");
    await expect.poll(async () => (await subject.read()).valid, { timeout: 15_000 }).toBe(false);
    expect((await subject.read()).appliedConfigHash).toBe(applied);
    subject.gateway.editText(text);
    await expect.poll(async () => (await subject.read()).valid, { timeout: 15_000 }).toBe(true);
  });

  it("is killed without a word, and started again is another one with the same config", async () => {
    const document = await subject.document();
    const client = await subject.client();
    const call = refusal(client.untilClosed(within(60)).then(() => client.call("health", {})));
    await subject.kill();
    expect((await call).code).toBe("connection-lost");
    expect(client.closed?.shutdown).toBeUndefined();
    await subject.gateway.start();
    const started = await subject.client();
    if (line === "openclaw") expect(started.hello.bootId).not.toBe(client.hello.bootId);
    expect(Date.now() - started.hello.uptimeMs).toBeGreaterThan(Date.now() - client.hello.uptimeMs - 1);
    expect(await subject.document()).toEqual(document);
  });

  if (line === "openclaw") {
    it("puts its backup in place of a file that lost its stamps while it was down", async () => {
      await subject.patch({ messages: { responsePrefix: "kept" } });
      await subject.patch({ messages: { responsePrefix: "last" } });
      const document = await subject.document();
      await subject.kill();
      subject.gateway.editText(JSON.stringify({ ...document, messages: { responsePrefix: "by hand" } }));
      await subject.gateway.start();
      expect(await subject.document()).toEqual({ ...document, messages: { responsePrefix: "kept" } });
    });
  } else {
    it("does not come back from a restart with a placeholder that stands for nothing", async () => {
      const client = await subject.client();
      await client.call("config.apply", { raw: JSON.stringify(documentWith(line, { messages: { responsePrefix: "${CONTRACT_UNSET}" } })), baseHash: (await subject.read()).hash, restartDelayMs: 0 });
      await expect.poll(() => subject.gateway.isRunning(), { timeout: 30_000 }).toBe(false);
      await subject.gateway.start();
      expect(await subject.isUp()).toBe(false);
      subject.edit(firstDocument(line));
      await subject.gateway.start();
      expect(await subject.isUp()).toBe(true);
    });
  }

  it("does not start with a file that is not valid", async () => {
    const text = subject.gateway.file();
    await subject.kill();
    subject.gateway.editText("{ no JSON5");
    await subject.gateway.start();
    expect(await subject.isUp()).toBe(false);
    subject.gateway.editText(text);
    await subject.gateway.start();
    expect(await subject.isUp()).toBe(true);
  });
}
