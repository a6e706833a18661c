import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Deadline } from "../../sdk/deadline";
import { connectGateway, type ConfigSnapshot, type GatewayClient } from "../../sdk/gateway";
import { minimalClawdbotConfig, minimalConfig, startRealGateway, type RealGateway } from "./realGateway";

// What other tests rely on: a real gateway of either line that can be killed, started again and silenced.
const lines = [
  { release: { package: "openclaw", version: "2026.9.6" }, minimal: minimalConfig },
  { release: { package: "clawdbot", version: "2026.1.24-3" }, minimal: minimalClawdbotConfig },
];

const within = (seconds: number): Deadline => Deadline.after(seconds * 1_000, "the gateway to answer");

describe.each(lines)("$release.package $release.version", ({ release, minimal }) => {
  const messages = { responsePrefix: "hello" };
  let gateway: RealGateway;
  let client: GatewayClient;
  let failed: string | undefined;

  const connect = (): Promise<GatewayClient> => connectGateway({ endpoint: gateway.endpoint, token: gateway.token, scopes: ["operator.admin"], deadline: within(30) });
  const read = (): Promise<ConfigSnapshot> => client.call("config.get", {});

  beforeAll(async () => {
    gateway = await startRealGateway({ release, config: { messages } });
    client = await connect();
  });

  afterEach(({ task }) => {
    if (task.result?.state === "fail") failed ??= task.name;
  });

  afterAll(async () => {
    await client?.close();
    await gateway?.stop(failed);
  });

  test("it starts on the document of the test, and answers", async () => {
    expect(await read()).toMatchObject({ path: gateway.configPath, exists: true, valid: true, parsed: { ...minimal, messages } });
    expect(client.hello).toMatchObject({ configPath: gateway.configPath, stateDir: gateway.stateDir });
  });

  test("its log is its own", async () => {
    const { file, lines: logged } = await client.call("logs.tail", { limit: 5 });
    expect(file).toContain("state/gateway.log");
    expect(logged.length).toBeGreaterThan(0);
  });

  test("a stopped process answers when it goes on", async () => {
    gateway.signal("SIGSTOP");
    const answer = client.call("config.get", {}, within(60));
    const first = await Promise.race([answer.then(() => "answered"), within(2).sleep(1_000).then(() => "silent")]);
    gateway.signal("SIGCONT");
    expect(first).toBe("silent");
    expect((await answer).valid).toBe(true);
  });

  test("killed, it cuts its connections; started again, it is the same gateway", async () => {
    const { hash } = await read();
    const { pid } = gateway;
    await gateway.kill();
    expect(await client.untilClosed(within(10))).toMatchObject({ code: 1006 });
    await gateway.restart();
    expect(gateway.pid).not.toBe(pid);
    client = await connect();
    expect((await read()).hash).toBe(hash);
  });

  test("one that runs is not started twice", async () => {
    await expect(gateway.restart()).rejects.toThrow("still runs");
  });
});
