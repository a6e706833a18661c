import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ConfigDocument } from "../../sdk/config";
import { Deadline } from "../../sdk/deadline";
import { withClient } from "../../sdk/gateway";
import { askBot } from "../../sdk/health";
import type { JudgedBot, MetricSpec } from "../../sdk/rollouts";
import { usualPace } from "../../sdk/rollouts/analysis";
import { startFakeModel, type FakeModel } from "../gateways/fakeModel";
import { startFakeTelegram, type FakeTelegram } from "../gateways/fakeTelegram";
import { minimalConfig, startRealGateway, type RealGateway } from "../gateways/realGateway";
import { analysed, judged, provenNow } from "./judged";

// What the metrics believe of OpenClaw 2026.9.6. The tests share a gateway and run in order.
const goodToken = "1234567890:AAGoodTokenOfTheFakeTelegramBot0000";
const badToken = "1234567890:AABadTokenOfTheFakeTelegramBotx0000";

let model: FakeModel;
let refusing: FakeModel;
let telegram: FakeTelegram;
let gateway: RealGateway;
let bot: JudgedBot;
let failed: string | undefined;

beforeAll(async () => {
  [model, refusing, telegram] = await Promise.all([startFakeModel("hello from the model"), startFakeModel("never", ["another key"]), startFakeTelegram(goodToken)]);
  // A heartbeat is work that defers restarts.
  const defaults = { ...minimalConfig.agents.defaults, heartbeat: { every: "0m" }, model: { primary: "fake/fake-1" } };
  const priced = (provider: FakeModel["provider"]): ConfigDocument => ({ ...provider, models: [{ id: "fake-1", name: "Fake 1", cost: { input: 1, output: 2, cacheRead: 0.1, cacheWrite: 0 } }] });
  const config = { agents: { defaults }, cron: { enabled: false }, models: { providers: { fake: priced(model.provider), refusing: priced(refusing.provider) } } };
  gateway = await startRealGateway({ config, env: { OPENCLAW_SKIP_CHANNELS: "" } });
  bot = await provenNow(gateway);
});

afterEach(({ task }) => {
  if (task.result?.state === "fail") failed ??= task.name;
});

afterAll(async () => {
  await gateway?.stop(failed);
  await Promise.all([model, refusing, telegram].map((one) => one?.stop()));
});

const within = (seconds: number): Deadline => Deadline.after(seconds * 1_000, "the test");

async function verdict(metric: MetricSpec, judgedBot: JudgedBot = bot, baseline: readonly JudgedBot[] = []): Promise<[outcome: string, reason?: string]> {
  const { outcome, findings } = await analysed([metric], [judgedBot], baseline, usualPace);
  return findings.length === 0 ? [outcome] : [outcome, findings.map(({ reason }) => reason).join()];
}

async function patch(document: ConfigDocument): Promise<void> {
  await withClient(() => bot.connect(within(60)), async (client) => {
    const { hash } = await client.call("config.get", {});
    await client.call("config.patch", { raw: JSON.stringify(document), baseHash: hash }, within(60));
  });
}

describe("on a real OpenClaw 2026.9.6", () => {
  test("a well bot without channels passes", async () => {
    const { outcome, findings, told } = await analysed([{ config: {} }, { channels: {} }, { model: {} }, { plugins: {} }, { restarts: {} }], [bot], [], usualPace);
    expect([outcome, findings]).toEqual(["passed", []]);
    expect(told.filter((line) => line.includes("probe session"))).toEqual([]);
  });

  test("a probe is not counted", async () => {
    expect(await verdict({ errors: {} }, changedEarlier("alice"), [changedEarlier("bob")])).toEqual(["inconclusive", "too few answers since the change: 0 of this bot, 0 of untouched ones, and 5 of each are needed"]);
  });

  test("errors, latency and cost are told of what its users said", async () => {
    for (let said = 0; said < 5; said++) await withClient(() => bot.connect(within(60)), (client) => askBot(client, "alice", "ping", within(60), "support"));
    const metrics: readonly MetricSpec[] = [{ errors: {} }, { latency: {} }, { cost: {} }];
    // The gateway answers a question that it was asked before with what it said then, for 30 s: another minute is another question.
    const { outcome, findings } = await analysed(metrics, [changedEarlier("alice", 7)], [changedEarlier("bob")], usualPace);
    expect([outcome, findings]).toEqual(["passed", []]);
  });

  test("a config that is not valid fails", async () => {
    expect(await verdict({ config: {} })).toEqual(["passed"]);
    const text = readFileSync(gateway.configPath, "utf8");
    writeFileSync(gateway.configPath, text.replace('"logging"', '"loging"'));
    await expect.poll(() => verdict({ config: {} }), { timeout: 30_000, interval: 500 }).toEqual(["failed", expect.stringContaining("its gateway calls its config file invalid")]);
    writeFileSync(gateway.configPath, text);
    await expect.poll(() => verdict({ config: {} }), { timeout: 60_000, interval: 500 }).toEqual(["passed"]);
  });

  test("a channel that is connected passes, one that is refused fails", async () => {
    const settings = { enabled: true, botToken: goodToken, apiRoot: telegram.root, network: { dangerouslyAllowPrivateNetwork: true } };
    await patch({ channels: { telegram: settings } });
    expect(await verdict({ channels: {} })).toEqual(["passed"]);
    await patch({ channels: { telegram: { botToken: badToken } } });
    const [outcome, reason] = await verdict({ channels: {} });
    expect([outcome, reason]).toEqual(["failed", expect.stringContaining("telegram/default is not connected")]);
    expect(reason).not.toContain(badToken);
  });

  test("a plugin that is not installed fails", async () => {
    await patch({ plugins: { entries: { "not-installed": { enabled: true } } } });
    expect(await verdict({ plugins: {} })).toEqual(["failed", "not-installed is switched on in its document, and is not installed"]);
  });

  test("a model whose provider answers 401 fails", async () => {
    await patch({ agents: { defaults: { model: { primary: "refusing/fake-1" } } } });
    expect(await verdict({ model: {} })).toEqual(["failed", expect.stringContaining("HTTP 401")]);
  });

  test("a process that is not the one that was proven fails", async () => {
    expect(await verdict({ restarts: {} })).toEqual(["passed"]);
    // That a restart changes it is in test/gateways/contract.
    expect(await verdict({ restarts: {} }, { ...bot, bootId: "00000000-0000-4000-8000-000000000000" })).toEqual(["failed", expect.stringContaining("it restarted since its change was proven")]);
  });
});

/** The bot as one that was changed some minutes ago. */
function changedEarlier(name: string, minutes = 5): JudgedBot {
  return judged(gateway, { bot: name, verifiedAt: new Date(Date.now() - minutes * 60_000).toISOString() });
}
