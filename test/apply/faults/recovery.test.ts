import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { applyConfig, type ConfigProof } from "../../../sdk/apply";
import { filledIn, withoutUnmanaged, type ConfigDocument } from "../../../sdk/config";
import { Deadline } from "../../../sdk/deadline";
import { startSimulator, type SimulatedGateway, type SimulatorOptions } from "../../gateways/simulator";
import { changeTo, unobserved } from "../changeTo";
import { connectTo, hastyPace, listened } from "./connections";
import { Engine } from "./engine";
import { documentOf, environment, releases, type Line, type Piece } from "./pools";
import { openWire } from "./wire";

// One fault, and the change is made all the same: nothing that passes is a reason to take it back.

const open: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await each.stop();
});

async function start(line: Line, document: ConfigDocument, more: Partial<SimulatorOptions> = {}): Promise<SimulatedGateway> {
  const bot = await startSimulator({ release: releases[line], document, env: environment, supervised: true, ...more });
  open.push(bot);
  return bot;
}

/** @param before told of each request of ours, before it is sent */
async function apply(bot: SimulatedGateway, old: ConfigDocument, wanted: ConfigDocument, before: (method: string) => void = () => undefined, withinMs = 30_000, secrets: readonly string[] = []): Promise<ConfigProof> {
  const engine = new Engine(bot.release, old, secrets, [], Object.keys(environment));
  await engine.know(connectTo(bot.endpoint));
  return applyConfig(listened(connectTo(bot.endpoint), before, () => true), engine.changeTo(wanted), unobserved, Deadline.after(withinMs, "the test"), hastyPace);
}

const of = (line: Line, ...pieces: readonly Piece[]): ConfigDocument => documentOf(line, pieces);
const telegram: Piece = { channels: { telegram: { botToken: "${TELEGRAM_KEY}" } } };
const model = (apiKey: string): Piece => ({ models: { providers: { fake: { baseUrl: "http://127.0.0.1:9/v1", apiKey, models: [] } } } });
const long: Piece = { tools: { deny: Array.from({ length: 300 }, (_, at) => `a-tool-of-many-${String(at)}`) } };

describe.each<Line>(["openclaw", "clawdbot"])("a change of a bot of %s goes on", (line) => {
  it("when the connection breaks while its channels are looked after", async () => {
    const [old, wanted] = [of(line, telegram), of(line, telegram, { cron: { enabled: false } })];
    const bot = await start(line, old);
    let looks = 0;
    await expect(apply(bot, old, wanted, (method) => void (method === "channels.status" && ++looks === 2 && bot.kill()))).resolves.toMatchObject({ changedPaths: ["cron.enabled"] });
    expect(looks).toBeGreaterThan(2);
    expect(bot.running()).toEqual(wanted);
  });

  it("when it is silent before the write, for a while", async () => {
    const old = of(line, telegram);
    const bot = await start(line, old);
    let looks = 0;
    await expect(apply(bot, old, of(line), (method) => void (method === "channels.status" && ++looks === 1 && bot.hang(2_000)))).resolves.toMatchObject({ changedPaths: expect.arrayContaining(["channels.telegram.botToken"]) as string[] });
    expect(looks).toBeGreaterThan(1);
  });

  it("when the file is written, and the process keeps its old document: it is written again", async () => {
    const [old, wanted] = [of(line), of(line, { cron: { enabled: false } })];
    const bot = await start(line, old, { faults: [{ at: { write: 1 }, do: "not-applied" }] });
    await expect(apply(bot, old, wanted)).resolves.toMatchObject({ changedPaths: ["cron.enabled"] });
    expect(bot.running()).toEqual(wanted);
    expect(bot.writes).toHaveLength(2);
  });

  it("when the connection breaks after the file is written, and nothing takes it into use", async () => {
    const [old, wanted] = [of(line), of(line, { cron: { enabled: false } })];
    const bot = await start(line, old, { faults: [{ at: { write: 1 }, do: "cut-after-persist" }] });
    await apply(bot, old, wanted);
    expect(bot.running()).toEqual(wanted);
  });

  it("when the connection breaks while a new secret is tried, but not when it breaks each time", async () => {
    const [old, wanted] = [of(line, model("one")), of(line, model("two"))];
    const bot = await start(line, old);
    let probes = 0;
    const rotate = (cuts: number): Promise<ConfigProof> => apply(bot, old, wanted, (method) => void (method === "models.probe" && ++probes <= cuts && bot.kill()), 30_000, ["/models/providers/fake/apiKey"]);
    await expect(rotate(Infinity)).rejects.toThrow(/^bot alice: models\.probe: the connection .*taken back/s);
    expect([probes, bot.running()]).toEqual([3, old]);
    probes = 0;
    await expect(rotate(1)).resolves.toMatchObject({ changedPaths: ["models.providers.fake.apiKey"] });
    expect([probes, bot.running()]).toEqual([2, wanted]);
  });
});

describe.each<Line>(["openclaw", "clawdbot"])("a change of a bot of %s is given up", (line) => {
  it("and taken back only once its write has landed: nothing comes after the way back", async () => {
    const [old, wanted] = [of(line), of(line, { cron: { enabled: false } })];
    const bot = await start(line, old);
    const end = Date.now() + 4_000;
    const wire = await openWire(bot.endpoint, (_, text) => (/"config\.(patch|apply)"/.test(text) && text.includes('enabled\\":false') ? { late: end + 1_000 - Date.now() } : "passed"));
    open.push({ stop: () => wire.close() });
    await expect(apply({ ...bot, endpoint: wire.endpoint }, old, wanted, () => undefined, end - Date.now())).rejects.toThrow(/gave up waiting .*taken back: the bot runs its old document again/s);
    await delay(1_500);
    expect([bot.document(), bot.running()]).toEqual([old, old]);
    expect(bot.persisted).toContainEqual(wanted);
  });
});

describe("a change of a bot of openclaw goes on", () => {
  it("when the write of a secret is never answered, and in use all the same", async () => {
    const [old, wanted] = [of("openclaw", model("one")), of("openclaw", model("two"))];
    const bot = await start("openclaw", old, { faults: [{ at: { write: 1 }, do: "silent-after-persist" }] });
    await expect(apply(bot, old, wanted)).resolves.toMatchObject({ changedPaths: ["models.providers.fake.apiKey"] });
    expect(bot.running()).toEqual(wanted);
  });

  it("when a much smaller document is written, but not taken into use: by no write that the gateway refuses, and the padding goes", async () => {
    const [old, wanted] = [of("openclaw", long), of("openclaw")];
    const bot = await start("openclaw", old, { faults: [{ at: { write: 1 }, do: "not-applied" }] });
    await apply(bot, old, wanted);
    expect(bot.running()).toEqual(wanted);
    expect(bot.file()).not.toContain("padding");
    expect(bot.writes.map(({ method }) => method).slice(0, 2)).toEqual(["config.patch", "config.apply"]);
  });

  it("when a much smaller document needs a restart, which comes between the writes", async () => {
    const [old, wanted] = [of("openclaw", long), of("openclaw", { memory: { search: { enabled: false } } })];
    const bot = await start("openclaw", old);
    await expect(apply(bot, old, wanted)).resolves.toMatchObject({ restarted: true });
    expect(bot.running()).toEqual(wanted);
    expect(bot.file()).not.toContain("padding");
  });
});

describe("a change that is taken back", () => {
  it("is not taken back on another gateway that came to the address", async () => {
    const [old, wanted] = [of("openclaw", telegram), of("openclaw", telegram, { cron: { enabled: false } })];
    const bot = await start("openclaw", old);
    const other = await start("openclaw", wanted, { configPath: "/srv/other/openclaw.json" });
    const engine = new Engine(bot.release, old, [], [], Object.keys(environment));
    await engine.know(connectTo(bot.endpoint));
    // After the write, the other one answers at the address.
    let address = bot.endpoint;
    const connect = listened((deadline) => connectTo(address)(deadline), (method) => {
      if (method !== "status" || address === other.endpoint) return;
      address = other.endpoint;
      bot.kill();
    }, () => true);
    const failure = applyConfig(connect, { ...engine.changeTo(wanted), paths: { configPath: bot.configPath } }, unobserved, Deadline.after(1_000, "the test"), { ...hastyPace, undo: 1_000 });
    await expect(failure).rejects.toMatchObject({ code: "not-undone" });
    expect(other.writes).toEqual([]);
    expect(other.running()).toEqual(wanted);
  });

  it("is taken back although the gateway refuses that once", async () => {
    const [old, wanted] = [of("openclaw", telegram), of("openclaw", telegram, { cron: { enabled: false } })];
    const bot = await start("openclaw", old, { faults: [{ at: { write: 1 }, do: "dead-channels" }, { at: { write: 2 }, do: "refuse" }] });
    await expect(apply(bot, old, wanted)).rejects.toThrow(/proven on the live bot\.$/);
    expect(bot.running()).toEqual(old);
  });

  it.each<[string, Piece]>([
    ["beside another one", { agents: { ownership: "explicit", entries: { main: { name: "Molty" } } } }],
    ["to a bot that named none", {}],
  ])("leaves an agent that came with it %s, which a gateway lets nobody take away by a write, and says so", async (_what, before) => {
    const old = of("openclaw", telegram, before);
    const wanted = of("openclaw", telegram, { cron: { enabled: false }, agents: { ownership: "explicit", entries: { main: { name: "Molty" }, second: { name: "Second" } } }, bindings: [{ agentId: "main", match: { channel: "telegram", accountId: "*" } }] });
    const bot = await start("openclaw", old, { faults: [{ at: { write: 1 }, do: "dead-channels" }] });
    const change = { ...changeTo(wanted), unmanaged: filledIn(wanted, bot.release) };
    const failure = applyConfig(connectTo(bot.endpoint), change, unobserved, Deadline.after(30_000, "the test"), hastyPace);
    await expect(failure).rejects.toThrow(/The change was taken back: agents\.entries\.(main, agents\.entries\.)?second stays, because a gateway lets no write take an agent away: [^;]*\.$/);
    const left = withoutUnmanaged(bot.running() ?? {}, change.unmanaged);
    expect(left).toEqual({ ...old, agents: wanted["agents"] });
  });

  it.each<Line>(["openclaw", "clawdbot"])("puts nothing of a channel back that somebody else took away meanwhile: %s", async (line) => {
    const discord: Piece = { channels: { discord: { token: "${TELEGRAM_KEY}" } } };
    const off: Piece = { channels: { telegram: { enabled: false, botToken: "${TELEGRAM_KEY}" } } };
    const [old, wanted] = [of(line, discord, off), of(line, discord, telegram)];
    const bot = await start(line, old, { faults: [{ at: { write: 1 }, do: "dead-channels" }] });
    const theirs = { ...of(line), logging: { level: "debug" } };
    let gets = 0;
    const failure = apply(bot, old, wanted, (method) => void (method === "config.get" && ++gets === 2 && bot.edit(theirs)));
    await expect(failure).rejects.toThrow(/somebody else changed it in the meantime\.$/);
    expect(bot.document()).toEqual(theirs);
  });

  it("is not called so where it was not: the words name what somebody else changed beside it, and no secret that is as it was", async () => {
    const key = (apiKey: string): Piece => ({ models: { providers: { fake: { baseUrl: "http://127.0.0.1:9/v1", apiKey, models: [] } } } });
    const old = of("openclaw", telegram, key("one"));
    const bot = await start("openclaw", old, { faults: [{ at: { write: 1 }, do: "dead-channels" }] });
    let gets = 0;
    const failure = apply(bot, old, of("openclaw", telegram, key("two")), (method) => void (method === "config.get" && ++gets === 2 && bot.edit({ ...(bot.document() ?? {}), logging: { level: "debug" } })));
    await expect(failure).rejects.toThrow(/The change was taken back: logging\.(file, logging\.)?level was not, because somebody else changed it in the meantime\.$/);
    expect(bot.document()).toMatchObject({ ...key("one"), logging: { level: "debug" } });
  });
});
