import { afterEach, describe, expect, it } from "vitest";
import { sizeOf, unpadded, type ConfigDocument } from "../../sdk/config";
import { MolthubError } from "../../sdk/errors";
import type { SimulatedGateway } from "../gateways/simulator";
import { applyTo, clawdbot, openclaw, startBot, Told } from "./simulatedBot";

let bot: SimulatedGateway | undefined;

afterEach(() => bot?.stop());

const models = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`acme/model-${String(at)}`, { alias: `alias-${String(at)}` }]));
const small: ConfigDocument = { gateway: { mode: "local", bind: "loopback" }, messages: { responsePrefix: "p".repeat(500) } };
const big: ConfigDocument = { ...small, agents: { defaults: { models } } };
const planned = Object.keys(models).map((id) => `agents.defaults.models[${JSON.stringify(id)}].alias`);
const wizard = { lastRunCommand: "openclaw onboard", lastRunMode: "local" };

const fileOf = ({ file }: SimulatedGateway): ConfigDocument => JSON.parse(file() ?? "{}") as ConfigDocument;

/** May write so often, then its engine is gone. */
function writesOnly(times: number): () => void {
  let left = times;
  return () => {
    if (left-- <= 0) throw new MolthubError("engine-gone", "the engine is gone");
  };
}

describe("a change that leaves less than half of a file", () => {
  it("is written in steps, of which the first gives the wanted document, and none restarts the bot", async () => {
    bot = await startBot(openclaw, big);
    expect([sizeOf(fileOf(bot)) > 4_000, sizeOf(small) < 650]).toEqual([true, true]);
    const told = new Told();
    const proof = await applyTo(bot, small, { planned }, told);
    expect(proof).toMatchObject({ restarted: false });
    expect([...proof.changedPaths].sort()).toEqual([...planned].sort());
    expect(bot.writes.length).toBeGreaterThan(2);
    expect(bot.persisted).toEqual([big, ...bot.writes.map(() => small)]);
    expect(fileOf(bot)).not.toHaveProperty("wizard");
    expect(bot.boots()).toBe(1);
    expect(told.events).toEqual(["intent", "live"]);
  });

  it("goes back in one write, and a second apply of either writes nothing", async () => {
    bot = await startBot(openclaw, big);
    await applyTo(bot, small, { planned });
    const writes = bot.writes.length;
    expect(await applyTo(bot, small, { planned: [] })).toMatchObject({ changedPaths: [] });
    expect(bot.writes).toHaveLength(writes);
    await applyTo(bot, big, { planned });
    expect(bot.writes).toHaveLength(writes + 1);
    expect(bot.document()).toEqual(big);
    await applyTo(bot, big, { planned: [] });
    expect(bot.writes).toHaveLength(writes + 1);
  });

  it("is one write on a Clawdbot, which takes what it is given", async () => {
    bot = await startBot(clawdbot, big);
    await applyTo(bot, small, { planned });
    expect(bot.writes).toHaveLength(1);
    expect(bot.document()).toMatchObject(small);
  });

  it("keeps what a person's wizard noted", async () => {
    bot = await startBot(openclaw, undefined, { document: { ...big, wizard } });
    await applyTo(bot, small, { planned });
    expect(bot.writes.length).toBeGreaterThan(2);
    expect(fileOf(bot)).toMatchObject({ ...small, wizard });
  });

  it.each([
    ["where nobody noted anything", undefined],
    ["where a person's wizard did", wizard],
  ])("that was cut short leaves bytes in the file, which the next apply takes away, %s", async (_whose, noted) => {
    bot = await startBot(openclaw, undefined, { document: { ...big, ...(noted !== undefined && { wizard: noted }) } });
    const told = new Told();
    await expect(applyTo(bot, small, { planned, mayWrite: writesOnly(1) }, told)).rejects.toMatchObject({ code: "engine-gone" });
    expect(told.events).toEqual(["intent", "interrupted"]);
    expect(bot.document()).toEqual(small);
    expect(unpadded(fileOf(bot)).padded).toBe(true);
    // Nothing of the document is to change, so no plan shows anything.
    expect(await applyTo(bot, small, { planned: [] })).toMatchObject({ changedPaths: [], restarted: false });
    expect(fileOf(bot)["wizard"]).toEqual(noted);
    expect(bot.persisted.slice(-bot.writes.length)).toEqual(bot.writes.map(() => small));
  });

  it("goes through where the file has secrets that are longer than what the gateway shows of them", async () => {
    const providers = Object.fromEntries(["a", "b", "c", "d"].map((id) => [id, { baseUrl: "http://127.0.0.1:9/v1", apiKey: `${id}-`.repeat(600), models: [] }]));
    bot = await startBot(openclaw, { ...small, models: { providers } });
    await applyTo(bot, small);
    expect(bot.persisted.at(-1)).toEqual(small);
    expect(fileOf(bot)).not.toHaveProperty("wizard");
    // The gateway told the true sizes by refusing the first attempt.
    expect(bot.persisted.slice(2)).toEqual(bot.persisted.slice(2).map(() => small));
    expect(bot.writes.length).toBeGreaterThan(bot.persisted.length - 1);
  });

  it("goes through when a restart comes with it", async () => {
    bot = await startBot(openclaw, { ...big, gateway: { mode: "local", bind: "loopback", controlUi: { basePath: "/ui" } } });
    expect(await applyTo(bot, small)).toMatchObject({ restarted: true });
    expect(bot.document()).toEqual(small);
    expect(bot.running()).toEqual(small);
    expect(fileOf(bot)).not.toHaveProperty("wizard");
  });

  it("that the gateway does not take is not there at all, and says so", async () => {
    bot = await startBot(openclaw, big, { readOnly: true });
    await expect(applyTo(bot, small, { planned })).rejects.toMatchObject({ code: "read-only" });
    expect(bot.document()).toEqual(big);
  });
});
