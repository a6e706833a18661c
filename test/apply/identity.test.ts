import { afterEach, describe, expect, it } from "vitest";
import { applyConfig, pathMismatch, requireRelease } from "../../sdk/apply";
import type { ConfigDocument } from "../../sdk/config";
import { Deadline } from "../../sdk/deadline";
import type { SimulatedGateway } from "../gateways/simulator";
import { changeTo } from "./changeTo";
import { applyTo, bothLines, clawdbot, connectTo, openclaw, simulatedPace, startBot, Told } from "./simulatedBot";

let bot: SimulatedGateway | undefined;

afterEach(() => bot?.stop());

const document: ConfigDocument = { gateway: { mode: "local", bind: "loopback" }, messages: { responsePrefix: "old" } };
const wanted: ConfigDocument = { ...document, messages: { responsePrefix: "new" } };

describe("a gateway of another product line", () => {
  it.each([
    ["an OpenClaw where the program says Clawdbot", openclaw, clawdbot, "bot alice: its gateway is openclaw, and the program says clawdbot 2026.1.24-3."],
    ["a Clawdbot where the program says OpenClaw", clawdbot, openclaw, "bot alice: its gateway is clawdbot, and the program says openclaw 2026.9.6."],
  ])("%s: refused with no write, also when nothing differs", async (_which, runs, said, words) => {
    bot = await startBot(runs, document);
    for (const goal of [wanted, bot.document() ?? {}]) {
      const told = new Told();
      const failure = applyConfig(connectTo(bot), changeTo(goal, { release: said }), told, Deadline.after(10_000, "the test"), simulatedPace);
      await expect(failure).rejects.toMatchObject({ code: "wrong-release", message: expect.stringContaining(`${words} Nothing was written.`) as string });
      expect(told.events).toEqual([]);
    }
    expect(bot.writes).toEqual([]);
  });
});

describe("requireRelease", () => {
  const hello = { uptimeMs: 1, maxPayload: 1 };

  it.each([
    ["another version", { ...hello, protocol: 4, version: "2026.8.1" }, openclaw, "openclaw 2026.8.1"],
    ["a protocol that nobody knows", { ...hello, protocol: 9, version: "2099.1.1" }, openclaw, "a gateway of protocol 9"],
  ])("names %s", (_what, told, release, runs) => {
    expect(() => requireRelease(told, { bot: "alice", release })).toThrow(expect.objectContaining({ code: "wrong-release", message: expect.stringContaining(`bot alice: its gateway is ${runs}, and`) as string }));
  });

  it("takes a Clawdbot at its word: it does not tell its version", () => {
    expect(() => requireRelease({ ...hello, protocol: 3, version: "dev" }, { bot: "alice", release: clawdbot })).not.toThrow();
  });
});

describe.each(bothLines)("a gateway of %s that keeps its things elsewhere", (_line, release) => {
  const elsewhere = "/srv/other";

  it.each([
    ["its config", { configPath: `${elsewhere}.json` }, `with the config /srv/bot/${release.package}.json, not with ${elsewhere}.json`],
    ["its state", { stateDir: elsewhere }, `with the state directory /srv/bot/state, not with ${elsewhere}`],
  ])("%s: refused with no write, also when nothing differs: it is another bot", async (_what, paths, words) => {
    bot = await startBot(release, document);
    for (const goal of [wanted, document]) {
      const told = new Told();
      const failure = applyTo(bot, goal, { paths }, told);
      await expect(failure).rejects.toMatchObject({ code: "path-mismatch", message: expect.stringContaining(`bot alice: its gateway runs ${words}. Nothing was written`) as string });
      expect(told.events).toEqual([]);
    }
    expect(bot.writes).toEqual([]);
  });

  it("is written to where it is said to", async () => {
    bot = await startBot(release, document);
    await applyTo(bot, wanted, { paths: { configPath: bot.configPath, stateDir: bot.stateDir } });
    expect(bot.document()).toMatchObject(wanted);
  });
});

describe("pathMismatch", () => {
  it("says nothing of a place that nobody named, nor of one that the gateway does not tell", () => {
    expect(pathMismatch(undefined, "/a", "/b")).toBeUndefined();
    expect(pathMismatch({}, "/a", "/b")).toBeUndefined();
    expect(pathMismatch({ configPath: "/a", stateDir: "/b" }, "/a", undefined)).toBeUndefined();
  });
});
