import { beforeAll, expect, it } from "vitest";
import { refusal, type Subject } from "./subject";

/** What a gateway tells of a bot's work, and how a session is taken back. No model is asked. */
export function working(subject: Subject): void {
  beforeAll(() => subject.renew());
  const { line } = subject;
  const today = new Date().toISOString().slice(0, 10);
  const window = { agentScope: "all", limit: 1_000, mode: "specific", utcOffset: "UTC-0:07", startDate: today, endDate: today } as const;

  it("deletes a session that is not there, and says that it was not", async () => {
    expect(await (await subject.client()).call("sessions.delete", { key: "agent:main:molthub-probe-none" })).toEqual({ deleted: false });
  });

  it("has an empty history of a session that is not there", async () => {
    expect(await (await subject.client()).call("chat.history", { sessionKey: "agent:main:molthub-probe-none", limit: 10 })).toEqual({ messages: [] });
  });

  it(line === "openclaw" ? "tells what sessions used, since any minute: where nobody spoke, nothing, and no word of counting" : "does not tell what sessions used", async () => {
    const usage = (await subject.client()).call("sessions.usage", window);
    if (line === "openclaw") expect(await usage).toEqual({ sessions: [] });
    else expect((await refusal(usage)).code).toBe("unknown-method");
  });

  it(line === "openclaw" ? "lists its plugins; those that nothing needs are on, and not loaded" : "does not list its plugins", async () => {
    const client = await subject.client();
    if (line === "clawdbot") {
      expect((await refusal(client.call("plugins.list", {}))).code).toBe("unknown-method");
      return;
    }
    const { plugins } = await client.call("plugins.list", {});
    const of = (id: string): unknown => plugins.find((plugin) => plugin.id === id);
    expect(of("telegram")).toEqual({ id: "telegram", installed: true, enabled: false, runtime: { state: "unloaded" } });
    expect(of("alibaba")).toEqual({ id: "alibaba", installed: true, enabled: true, runtime: { state: "unloaded" } });
    expect(of("memory-core")).toEqual({ id: "memory-core", installed: true, enabled: true, runtime: { state: "active" } });
    expect((await client.call("health", { probe: true })).plugins).toMatchObject({ loaded: expect.arrayContaining(["memory-core"]) as unknown, errors: [], unavailable: [] });
  });

  if (line === "clawdbot") {
    it("tells what it cost, day by day", async () => {
      expect(await (await subject.client()).call("usage.cost", { days: 2 })).toEqual({ daily: [] });
    });
  }
}
