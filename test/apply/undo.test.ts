import { afterEach, describe, expect, it } from "vitest";
import { applyConfig } from "../../sdk/apply";
import { redactionMarker, type ConfigDocument } from "../../sdk/config";
import { Deadline } from "../../sdk/deadline";
import type { SimulatedGateway } from "../gateways/simulator";
import { changeTo } from "./changeTo";
import { startScriptedBot, type Moods, type ScriptedBot } from "./scriptedBot";
import { applyTo, bothLines, clawdbot, openclaw, simulatedPace, startBot, Told } from "./simulatedBot";

const gateway = { mode: "local", bind: "loopback" };
const telegram: ConfigDocument = { gateway, channels: { telegram: { botToken: "123456:first-token" } } };
// As the last transaction left it: an OpenClaw does not show it.
const sealed = { "/channels/telegram/botToken": "123456:first-token" };
const takenBack = "The change was taken back: the bot runs its old document again, proven on the live bot.";

describe.each(bothLines)("a channel of %s that does not come back", (_line, release) => {
  let bot: SimulatedGateway;
  afterEach(() => bot.stop());

  const wanted: ConfigDocument = { ...telegram, messages: { responsePrefix: "new" } };

  it("takes the change back, and names the channel", async () => {
    bot = await startBot(release, telegram, { faults: [{ at: { write: 1 }, do: "dead-channels" }] });
    const before = bot.document();
    const told = new Told();
    await expect(applyTo(bot, wanted, { sealed }, told)).rejects.toMatchObject({
      code: "channel-lost",
      message: `bot alice: telegram/default was connected before the change, and is not any more. See "molthub logs alice". ${takenBack}`,
    });
    expect(bot.document()).toEqual(before);
    expect(bot.running()).toEqual(before);
    expect(told.events).toEqual(["intent", "undone"]);
  });

  it("is no matter where the document takes it away, or switches it off", async () => {
    for (const channels of [{}, { telegram: { botToken: "123456:first-token", enabled: false } }]) {
      bot = await startBot(release, telegram, { faults: [{ at: { write: 1 }, do: "dead-channels" }] });
      await applyTo(bot, { gateway, channels }, { sealed });
      expect(bot.writes).toHaveLength(1);
      await bot.stop();
    }
  });

  it("is no matter where it was not connected before", async () => {
    bot = await startBot(release, telegram, { channels: { telegram: "failing" } });
    await applyTo(bot, wanted, { sealed });
    expect(bot.document()).toMatchObject(wanted);
  });

  it("tells both stories when the way back fails, too", async () => {
    bot = await startBot(release, telegram, { faults: [{ at: { write: 1 }, do: "dead-channels" }, ...[2, 3, 4].map((write) => ({ at: { write }, do: "refuse" as const }))] });
    const told = new Told();
    const failure: unknown = await applyTo(bot, wanted, { sealed }, told).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "not-undone" });
    for (const words of ["telegram/default was connected before the change", "Taking the change back failed too: ", "the gateway is not well", '"molthub doctor alice"']) expect((failure as Error).message).toContain(words);
    expect(bot.document()).toMatchObject(wanted);
    expect(told.events).toEqual(["intent", "not-undone"]);
  });
});

describe("on an OpenClaw, a change", () => {
  let bot: SimulatedGateway;
  afterEach(() => bot.stop());

  it("that brings a reference to a secret which is not there is taken back", async () => {
    bot = await startBot(openclaw, telegram);
    const failure = applyTo(bot, { gateway, channels: { telegram: { botToken: "${NOT_THERE}" } } }, { sealed });
    await expect(failure).rejects.toMatchObject({ code: "secret-missing", message: expect.stringMatching(/^bot alice: takes its document, but runs without telegram:default \(channels\.telegram\.botToken\): .*The change was taken back: the bot runs its old document again/) as string });
    expect(bot.document()).toEqual(telegram);
  });

  it("says what cannot be taken back: a secret that only the bot knew", async () => {
    bot = await startBot(openclaw, telegram);
    const failure = applyTo(bot, { gateway, channels: { telegram: { botToken: "${NOT_THERE}" } }, messages: { responsePrefix: "new" } });
    await expect(failure).rejects.toThrow("The change was taken back: channels.telegram.botToken could not be, because only the bot knew the old value.");
    expect(bot.document()).toEqual({ gateway, channels: { telegram: { botToken: "${NOT_THERE}" } } });
  });

  it("that made its file eight times as large is taken back in steps", async () => {
    const models = Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`acme/model-${String(at)}`, { alias: `alias-${String(at)}` }]));
    const small = { ...telegram, messages: { responsePrefix: "p".repeat(400) } };
    bot = await startBot(openclaw, small, { faults: [{ at: { write: 1 }, do: "dead-channels" }] });
    await expect(applyTo(bot, { ...small, agents: { defaults: { models } } }, { sealed })).rejects.toThrow(takenBack);
    expect(bot.document()).toEqual(small);
    expect(bot.file()).not.toContain("padding");
    expect(bot.writes.length).toBeGreaterThan(3);
  });

  it("goes through the restart that it needs, both ways", async () => {
    bot = await startBot(openclaw, telegram, { faults: [{ at: { write: 1 }, do: "dead-channels" }] });
    await expect(applyTo(bot, { ...telegram, gateway: { ...gateway, controlUi: { basePath: "/ui" } } }, { sealed })).rejects.toThrow(takenBack);
    expect(bot.running()).toEqual(telegram);
    expect(bot.boots()).toBe(3);
  });
});

describe("on a Clawdbot, a change", () => {
  it("after which the gateway writes out the values of all references is taken back: no file may have them", async () => {
    const remote = { ...gateway, remote: { token: "${OTHER}" } };
    const bot = await startBot(clawdbot, { gateway: remote }, { env: { TG_TOKEN: "123456:value", OTHER: "other-value" } });
    try {
      // Not as Clawdbot stores it: nothing enables the plugin.
      const wanted = { ...bot.document(), channels: { telegram: { botToken: "${TG_TOKEN}", dmPolicy: "pairing", groupPolicy: "allowlist", streamMode: "partial" } } };
      await expect(applyTo(bot, {}, { wanted, environment: ["TG_TOKEN"] })).rejects.toMatchObject({ code: "verify-failed", message: expect.stringContaining("The change was taken back: ") as string });
      expect(bot.file()).not.toMatch(/123456:value|other-value/);
      expect(bot.document()).toMatchObject({ gateway: remote });
      expect(bot.document()).not.toHaveProperty("channels");
    } finally {
      await bot.stop();
    }
  });
});

describe("what somebody else changes while a change is under way", () => {
  let bot: ScriptedBot;
  afterEach(() => bot.stop());

  const before: ConfigDocument = { a: "old", b: { c: "old", d: "old" } };
  const wanted: ConfigDocument = { a: "new", b: { c: "new", d: "old" }, e: { f: "new" } };

  /** The first write ends like this; the others are taken. */
  const endsAs = (document: ConfigDocument): Moods => ({
    onWrite: (self, nth, peer, request) => {
      if (nth > 1) return false;
      self.edit(document);
      peer.ok(request, { ok: true, path: "/x" });
      return true;
    },
  });
  const apply = (): Promise<unknown> => applyConfig(bot.connect, changeTo(wanted), new Told(), Deadline.after(10_000, "the test"), simulatedPace);

  it.each<[what: string, ends: ConfigDocument, after: ConfigDocument, words: string]>([
    ["beside it is kept", { ...wanted, theirs: "x" }, { ...before, theirs: "x" }, "The change was taken back: theirs was not, because somebody else changed it in the meantime."],
    ["at its paths is kept", { ...wanted, a: "theirs" }, { ...before, a: "theirs" }, "The change was taken back: a was not, because somebody else changed it in the meantime."],
    ["in what it brought is kept", { ...wanted, e: { f: "new", g: "theirs" } }, { ...before, e: { g: "theirs" } }, "The change was taken back: e.g was not, because somebody else changed it in the meantime."],
    ["to what was there before is no change", { ...wanted, a: "old" }, before, takenBack],
  ])("%s", async (_what, ends, after, words) => {
    bot = await startScriptedBot(before, endsAs(ends));
    await expect(apply()).rejects.toMatchObject({ code: "verify-failed", message: expect.stringContaining(words) as string });
    expect(bot.document()).toEqual(after);
  });

  it("and a secret that cannot be read is written back as it was known", async () => {
    const shown: Moods = { show: (document) => ({ ...document, token: redactionMarker }) };
    bot = await startScriptedBot({ token: "old-secret", a: 1 }, { ...shown, ...endsAs({ token: "new-secret", a: 3 }) });
    const change = changeTo({ token: "new-secret", a: 2 }, { sealed: { "/token": "old-secret" }, secretPaths: ["/token"] });
    await expect(applyConfig(bot.connect, change, new Told(), Deadline.after(10_000, "the test"), simulatedPace)).rejects.toMatchObject({ code: "verify-failed" });
    expect(bot.document()).toEqual({ token: "old-secret", a: 3 });
  });
});
