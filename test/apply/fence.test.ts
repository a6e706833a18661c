import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { seenConfig, type ConfigDocument } from "../../sdk/config";
import type { SimulatedGateway } from "../gateways/simulator";
import { applyTo, baseOf, bothLines, clawdbot, key, openclaw, startBot, Told } from "./simulatedBot";

let bot: SimulatedGateway | undefined;

afterEach(() => bot?.stop());

const document: ConfigDocument = { gateway: { mode: "local", bind: "loopback" }, messages: { responsePrefix: "old" }, tools: { deny: ["group:web"] } };
const wanted: ConfigDocument = { ...document, messages: { responsePrefix: "new" } };
const planned = ["messages.responsePrefix"];
// Until a simulated gateway looks at a file that somebody touched.
const watcherMs = 20;

describe.each(bothLines)("somebody edits a bot of %s between the preview and the update", (_line, release) => {
  const base = baseOf(release, [document]);

  it.each<[what: string, edited: ConfigDocument, words: string]>([
    ["adds a key", { ...document, ui: { seamColor: "#0b0b0b" } }, "somebody changed ui.seamColor since"],
    ["takes a key away", { gateway: document["gateway"] as ConfigDocument, messages: { responsePrefix: "old" } }, "somebody changed tools.deny since"],
    ["changes a value and adds one", { ...document, tools: { deny: [] }, logging: { level: "debug" } }, "somebody changed logging.level, tools.deny since"],
    ["changes the very value that is to change", { ...document, messages: { responsePrefix: "theirs" } }, "somebody changed messages.responsePrefix since"],
  ])("and %s: refused with no write, naming the path", async (_what, edited, words) => {
    bot = await startBot(release, edited);
    const told = new Told();
    const failure = applyTo(bot, wanted, { base, planned }, told);
    await expect(failure).rejects.toMatchObject({ code: "edited", message: expect.stringContaining(`bot alice: ${words}`) as string });
    await expect(failure).rejects.toThrow("Nothing was written.");
    await expect(failure).rejects.not.toThrow("theirs");
    expect(bot.writes).toEqual([]);
    expect(told.events).toEqual([]);
  });

  it("and breaks the file: refused with no write", async () => {
    bot = await startBot(release, document);
    bot.editText("{ gateway: ");
    await delay(watcherMs);
    await expect(applyTo(bot, wanted, { base, planned })).rejects.toMatchObject({ code: "edited", message: expect.stringContaining("its config file, which its gateway now calls invalid") as string });
    expect(bot.writes).toEqual([]);
  });

  it.each<[what: string, live: ConfigDocument]>([
    ["the document that was applied last", document],
    ["the one before it, which a rollback brought back", { ...document, logging: { level: "debug" } }],
    ["the wanted one, which a run wrote that was cut short", wanted],
  ])("is not said of a bot that runs %s", async (_what, live) => {
    bot = await startBot(release, live);
    await applyTo(bot, wanted, { base: baseOf(release, [document, { ...document, logging: { level: "debug" } }]) });
    expect(bot.document()).toMatchObject(wanted);
    expect(bot.document()).not.toHaveProperty("logging.level");
  });

  it("is not said of what is the bot's own", async () => {
    const unmanaged = ["ui.assistant", "messages.ackReaction"];
    bot = await startBot(release, { ...document, messages: { responsePrefix: "old", ackReaction: "own" } });
    await applyTo(bot, wanted, { base: baseOf(release, [document], { unmanaged }), unmanaged, planned });
    expect(bot.document()).toMatchObject({ messages: { responsePrefix: "new", ackReaction: "own" } });
  });

  it("is not said of formatting, nor of the gateway's own stamps", async () => {
    bot = await startBot(release, document);
    bot.editText(`// by hand\n${JSON.stringify({ meta: { lastTouchedVersion: "1" }, ...Object.fromEntries(Object.entries(bot.document() ?? {}).reverse()) })}`);
    await delay(watcherMs);
    await applyTo(bot, wanted, { base, planned });
    expect(bot.document()).toMatchObject(wanted);
  });

  it("after the look, before the write: refused as well, and what they wrote stays", async () => {
    bot = await startBot(release, document);
    const told = new Told();
    let edits = 0;
    const edited: ConfigDocument = { ...bot.document(), ui: { seamColor: "#0b0b0b" } };
    // The last thing that is asked before a write.
    const mayWrite = (): void => {
      if (edits++ === 0) bot?.edit(edited);
    };
    const failure: unknown = await applyTo(bot, wanted, { base, planned, mayWrite }, told).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "edited", message: expect.stringMatching(/^bot alice: somebody changed ui\.seamColor since Pulumi last looked\. Nothing was written\. [^.]*"pulumi preview --refresh"[^.]*\.?$/) as string });
    expect(bot.document()).toEqual(edited);
    expect(bot.writes).toHaveLength(1);
    expect(told.events).toEqual(["intent", "refused"]);
  });

  it("is overwritten once a refresh has seen it: that is what the preview showed", async () => {
    const edited = { ...document, tools: { deny: [] } };
    bot = await startBot(release, edited);
    await applyTo(bot, wanted, { base: baseOf(release, [edited, document]), planned: [...planned, "tools.deny"] });
    expect(bot.document()).toMatchObject(wanted);
  });
});

it("an edit of a Clawdbot that does not say whether it took the document: it is not overwritten when the bot is told once more", async () => {
  bot = await startBot(clawdbot, document, { faults: [{ at: { write: 1 }, do: "cut-after-persist" }] });
  const gateway = bot;
  let edited = false;
  const timer = setInterval(() => {
    if (edited || gateway.persisted.length < 2) return;
    edited = true;
    gateway.edit({ ...gateway.document(), ui: { seamColor: "#0b0b0b" } });
  }, 1);
  try {
    await expect(applyTo(bot, wanted, { base: baseOf(clawdbot, [document]), planned })).rejects.toThrow("bot alice: somebody changed ui.seamColor since Pulumi last looked.");
    expect(bot.document()).toMatchObject({ ui: { seamColor: "#0b0b0b" } });
  } finally {
    clearInterval(timer);
  }
});

describe("a secret that somebody replaced on an OpenClaw, which does not show it", () => {
  const withToken = (token: string): ConfigDocument => ({ ...document, gateway: { mode: "local", bind: "loopback", remote: { token } } });
  const sealed = { "/gateway/remote/token": "ours-secret" };

  async function seenBy(on: SimulatedGateway): Promise<ReturnType<typeof baseOf>> {
    const { read } = await applyTo(on, withToken("ours-secret"), { sealed });
    return baseOf(openclaw, [withToken("ours-secret")], { sealed, seen: seenConfig(read, key) });
  }

  it("is an edit like any other: refused with no write", async () => {
    bot = await startBot(openclaw, withToken("ours-secret"));
    const base = await seenBy(bot);
    bot.edit(withToken("theirs-secret"));
    await delay(watcherMs);
    const changed = { ...withToken("ours-secret"), messages: { responsePrefix: "new" } };
    const failure = applyTo(bot, changed, { base, sealed, planned });
    await expect(failure).rejects.toMatchObject({ code: "edited", message: expect.stringContaining("bot alice: somebody changed a secret, which its gateway does not show, since") as string });
    expect(bot.writes).toEqual([]);
    expect(bot.document()).toEqual(withToken("theirs-secret"));
  });

  it("is not said to be where nobody touched it, whatever the formatting", async () => {
    bot = await startBot(openclaw, withToken("ours-secret"));
    const base = await seenBy(bot);
    bot.editText(JSON.stringify(withToken("ours-secret")));
    await delay(watcherMs);
    await applyTo(bot, { ...withToken("ours-secret"), messages: { responsePrefix: "new" } }, { base, sealed, planned });
    expect(bot.document()).toEqual({ ...withToken("ours-secret"), messages: { responsePrefix: "new" } });
  });

  it("is not put back as it was before that when a rotation is taken back: only the bot knows it, and the words say so", async () => {
    const channels = { telegram: { botToken: "${TELEGRAM_KEY}" } };
    const before = { ...withToken("ours-secret"), channels };
    bot = await startBot(openclaw, before, { env: { TELEGRAM_KEY: "123456:x" }, faults: [{ at: { write: 1 }, do: "dead-channels" }] });
    const { read } = await applyTo(bot, before, { sealed });
    const base = baseOf(openclaw, [before], { sealed, seen: seenConfig(read, key) });
    bot.edit({ ...withToken("theirs-secret"), channels });
    await delay(watcherMs);
    const failure = applyTo(bot, { ...withToken("new-secret"), channels }, { base, sealed, planned: ["gateway.remote.token"] });
    await expect(failure).rejects.toThrow("The change was taken back: gateway.remote.token could not be, because only the bot knew the old value.");
    expect(bot.persisted.map(({ gateway }) => JSON.stringify(gateway)).filter((text) => text.includes("ours-secret"))).toHaveLength(1);
  });

  it("is written over when it is what changes in the program, too, and a run was cut short", async () => {
    bot = await startBot(openclaw, withToken("ours-secret"));
    const base = await seenBy(bot);
    bot.edit(withToken("new-secret"));
    await delay(watcherMs);
    await applyTo(bot, withToken("new-secret"), { base, sealed, planned: ["gateway.remote.token"] });
    expect(bot.document()).toEqual(withToken("new-secret"));
  });
});
