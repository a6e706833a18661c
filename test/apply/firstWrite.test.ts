import { afterEach, describe, expect, it } from "vitest";
import { type ConfigDocument } from "../../sdk/config";
import type { SimulatedGateway } from "../gateways/simulator";
import { applyTo, baseOf, clawdbot, openclaw, startBot } from "./simulatedBot";

let bot: SimulatedGateway | undefined;

afterEach(() => bot?.stop());

const provider = { baseUrl: "http://127.0.0.1:9/v1", api: "openai-completions", apiKey: "${MODEL_KEY}", models: [{ id: "small", name: "Small" }] };
const byHand: ConfigDocument = { gateway: { mode: "local", bind: "loopback" }, agents: { defaults: { models: { "fake/small": { alias: "s" } } } }, models: { providers: { fake: provider } } };
const wanted: ConfigDocument = { ...byHand, messages: { responsePrefix: "new" } };
const env = { MODEL_KEY: "key" };

describe("the first write over a file that a person made", () => {
  const start = (): Promise<SimulatedGateway> => startBot(openclaw, byHand, { handMade: true, env });

  it("gives exactly the wanted document, without what its gateway writes down of its own accord", async () => {
    bot = await start();
    const proof = await applyTo(bot, wanted, { base: baseOf(openclaw, [byHand]), planned: ["messages.responsePrefix"] });
    expect(proof).toMatchObject({ changedPaths: ["messages.responsePrefix"], restarted: false });
    expect(bot.document()).toEqual(wanted);
    expect(bot.persisted[1]).toMatchObject({ agents: { defaults: { model: { primary: "fake/small" }, modelPolicy: { allow: ["fake/small"] } } } });
    const { length } = bot.writes;
    await applyTo(bot, wanted, { base: baseOf(openclaw, [wanted]), planned: [] });
    expect(bot.writes).toHaveLength(length);
  });

  it("leaves it where it is the bot's own", async () => {
    bot = await start();
    await applyTo(bot, wanted, { unmanaged: ["agents.defaults.model", "agents.defaults.modelPolicy"] });
    expect(bot.document()).toMatchObject({ ...wanted, agents: { defaults: { model: { primary: "fake/small" }, modelPolicy: { allow: ["fake/small"] } } } });
    expect(bot.writes).toHaveLength(1);
  });

  it("says of a change that restarts the bot that it did", async () => {
    bot = await start();
    expect(await applyTo(bot, { ...byHand, memory: { search: { enabled: false } } })).toMatchObject({ restarted: true });
  });

  it("takes no change of somebody else's away with it", async () => {
    bot = await start();
    let asked = 0;
    const mayWrite = (): void => {
      if (++asked === 2) bot?.edit({ ...bot.document(), ui: { seamColor: "#0b0b0b" } });
    };
    await expect(applyTo(bot, wanted, { base: baseOf(openclaw, [byHand]), planned: ["messages.responsePrefix"], mayWrite })).rejects.toThrow("ui.seamColor");
    expect(bot.document()).toMatchObject({ ui: { seamColor: "#0b0b0b" } });
  });

  it("is one write on a Clawdbot", async () => {
    const document: ConfigDocument = { gateway: { mode: "local" }, messages: { responsePrefix: "old" } };
    bot = await startBot(clawdbot, document, { handMade: true });
    expect(await applyTo(bot, { ...document, messages: { responsePrefix: "new" } })).toMatchObject({ restarted: true });
    expect(bot.writes).toHaveLength(1);
  });
});

describe("a file that a gateway calls invalid", () => {
  it("is replaced by the document, and a restart for it is told", async () => {
    bot = await startBot(clawdbot, { gateway: { mode: "local" } });
    bot.editText("{ nothing");
    expect(await applyTo(bot, { gateway: { mode: "local" }, messages: { responsePrefix: "new" } })).toMatchObject({ restarted: true });
  });

  it("stays replaced where the change fails, because there is no way back, and that is said", async () => {
    bot = await startBot(openclaw, { gateway: { mode: "local" } }, { faults: [{ at: { write: 1 }, do: "not-applied" }, { at: { write: 2 }, do: "refuse" }] });
    bot.editText("{ nothing");
    await expect(applyTo(bot, { gateway: { mode: "local" }, messages: { responsePrefix: "new" } })).rejects.toThrow(/^bot alice: .*\. The bot had no valid config before, so the new one stays\. Look at the bot \("molthub doctor alice"\), then run "pulumi up" again\.$/);
  });
});

describe("the first document of a bot that lacks a secret of it", () => {
  it("stays, and the proof says without what the bot runs: there is nothing to go back to", async () => {
    bot = await startBot(openclaw, { gateway: { mode: "local" } });
    bot.editText(undefined);
    await expect.poll(() => bot?.file()).toBeUndefined();
    const document: ConfigDocument = { gateway: { mode: "local" }, models: { providers: { fake: provider } } };
    expect((await applyTo(bot, document)).missing).toContain("models.providers.fake.apiKey");
    expect(bot.document()).toMatchObject(document);
  });
});
