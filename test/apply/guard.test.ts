import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { diffDocuments, formatPath, redactionMarker, type ConfigDocument } from "../../sdk/config";
import { requireGuarded } from "../../sdk/apply/guard";
import { applyConfig, type LiveConfig } from "../../sdk/apply";
import { Deadline } from "../../sdk/deadline";
import { MolthubError } from "../../sdk/errors";
import type { SimulatedGateway } from "../gateways/simulator";
import { documents } from "../config/documents";
import { changeTo, unobserved } from "./changeTo";
import { startScriptedBot } from "./scriptedBot";
import { applyTo, bothLines, clawdbot, openclaw, startBot, Told } from "./simulatedBot";

let bot: SimulatedGateway | undefined;

afterEach(() => bot?.stop());

const models = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`acme/model-${String(at)}`, { alias: `alias-${String(at)}` }]));
const full: ConfigDocument = {
  gateway: { mode: "local", bind: "loopback" },
  agents: { defaults: { models } },
  messages: { responsePrefix: "old" },
  tools: { deny: ["group:web"] },
  ui: { seamColor: "#0b0b0b" },
};
const planned = ["messages.responsePrefix"];

describe.each(bothLines)("a write to %s that no plan showed", (_line, release) => {
  const half = Object.fromEntries(Object.entries(models).slice(0, 12));

  it.each<[what: string, wanted: ConfigDocument, named: string[]]>([
    ["a full document replaced by a stub", { gateway: { mode: "local" }, messages: { responsePrefix: "new" } }, ['agents.defaults.models["acme/model-0"].alias', "and 3 more"]],
    ["40 % of the keys gone", { ...full, agents: { defaults: { models: half } }, messages: { responsePrefix: "new" } }, Object.keys(models).slice(12).map((id) => `agents.defaults.models[${JSON.stringify(id)}].alias`)],
    ["gateway.mode gone", { ...full, gateway: { bind: "loopback" }, messages: { responsePrefix: "new" } }, ["gateway.mode"]],
    ["one array that lost an item", { ...full, tools: { deny: [] }, messages: { responsePrefix: "new" } }, ["tools.deny"]],
  ])("%s: refused with no write, naming the paths", async (_what, wanted, named) => {
    bot = await startBot(release, full);
    const before = bot.file();
    const told = new Told();
    const failure: unknown = await applyTo(bot, wanted, { planned }, told).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "not-planned", message: expect.stringMatching(/^bot alice: the write would also change .*, which the plan does not show\. Nothing was written\. /) as string });
    for (const path of named) expect((failure as Error).message).toContain(path);
    expect((failure as Error).message).not.toContain("messages.responsePrefix");
    expect(bot.writes).toEqual([]);
    expect(bot.file()).toBe(before);
    expect(told.events).toEqual([]);
  });

  it("goes through once the plan shows it", async () => {
    bot = await startBot(release, full);
    await applyTo(bot, { ...full, ui: {} }, { planned: ["ui.seamColor"] });
    expect(bot.document()).not.toHaveProperty("ui.seamColor");
  });

  it("may be shown by a pattern, for what was the bot's own", async () => {
    bot = await startBot(release, full);
    await applyTo(bot, { ...full, agents: { defaults: { models: half } } }, { planned: ["agents.defaults.models.*"] });
    expect(bot.document()).toMatchObject({ agents: { defaults: { models: half } } });
  });

  it("may give the bot a value to start with at a path of its own, which no plan shows", async () => {
    bot = await startBot(release, full);
    const wanted = { ...full, messages: { responsePrefix: "new", ackReaction: "eyes" } };
    await applyTo(bot, wanted, { planned, unmanaged: ["messages.ackReaction"] });
    expect(bot.document()).toMatchObject(wanted);
  });

  it("may not take gateway.mode away, though it was planned", async () => {
    bot = await startBot(release, full);
    await expect(applyTo(bot, { ...full, gateway: { bind: "loopback" } }, { planned: ["gateway.mode"] })).rejects.toMatchObject({ code: "loses-mode" });
    expect(bot.writes).toEqual([]);
  });

  it.each<[path: string, auth: ConfigDocument]>([
    ["gateway.auth.token", { token: "another-token" }],
    ["gateway.auth.password", { password: "a-password" }],
    ["gateway.auth.mode", { mode: "password" }],
  ])("may not change %s, which would lock us out and the way back with us, though it was planned", async (path, auth) => {
    bot = await startBot(release, full);
    const failure = applyTo(bot, { ...full, gateway: { mode: "local", bind: "loopback", auth } }, { planned: [path] });
    await expect(failure).rejects.toMatchObject({ code: "locks-out", message: expect.stringContaining(`bot alice: a change of ${path} would lock Molthub out`) as string });
    expect(bot.writes).toEqual([]);
  });

  it("may not take the token away that stands in the document of a bot that Molthub does not host", async () => {
    bot = await startBot(release, { ...full, gateway: { mode: "local", auth: { mode: "token", token: "own-token" } } });
    await expect(applyTo(bot, { ...full, gateway: { mode: "local" } }, { planned: ["gateway.auth"] })).rejects.toMatchObject({ code: "locks-out" });
    expect(bot.writes).toEqual([]);
    await applyTo(bot, { ...full, gateway: { mode: "local" } }, { planned: ["gateway.auth"], hosted: true });
    expect(bot.document()).not.toHaveProperty("gateway.auth");
  });

  it("may say that the gateway asks for a token, as it does", async () => {
    bot = await startBot(release, full);
    const wanted = { ...full, gateway: { mode: "local", bind: "loopback", auth: { mode: "token" } } };
    await applyTo(bot, wanted);
    expect(bot.document()).toMatchObject(wanted);
  });

  it.each([
    ["where the bot has nothing", { ...full, talk: { apiKey: redactionMarker } }, "talk.apiKey"],
    ["in an array", { ...full, tools: { deny: ["group:web", redactionMarker] } }, "tools.deny[\"1\"]"],
  ])("may not carry the marker of a hidden secret as a value %s, planned or not", async (_where, wanted, path) => {
    bot = await startBot(release, full);
    const failure = applyTo(bot, wanted);
    await expect(failure).rejects.toMatchObject({ code: "redaction-marker", message: expect.stringContaining(`bot alice: ${path} is "__OPENCLAW_REDACTED__"`) as string });
    expect(bot.writes).toEqual([]);
  });

  it("may not carry the marker for a secret that the bot has: it would be taken for ours from then on", async () => {
    const withToken = (token: string): ConfigDocument => ({ ...full, gateway: { mode: "local", bind: "loopback", remote: { token } } });
    bot = await startBot(release, withToken("own-secret"));
    await expect(applyTo(bot, withToken(redactionMarker))).rejects.toMatchObject({ code: "redaction-marker" });
    expect(bot.writes).toEqual([]);
  });
});

describe("a document that is composed of several files", () => {
  it.each<[where: string, composed: ConfigDocument]>([
    ["at its root", { $include: "./base.json5", gateway: { mode: "local" } }],
    ["below", { gateway: { mode: "local" }, agents: { $include: "./agents.json5" } }],
    ["in an array", { gateway: { mode: "local" }, bindings: [{ $include: "./binding.json5" }] }],
  ])("%s is not written over, planned or not: what it says is not in it", async (_where, composed) => {
    const alice = await startScriptedBot(composed);
    try {
      const failure = applyConfig(alice.connect, changeTo({ gateway: { mode: "local" }, messages: { responsePrefix: "new" } }), unobserved, Deadline.after(10_000, "the test"));
      await expect(failure).rejects.toMatchObject({ code: "composed", message: expect.stringContaining("bot alice: its config is composed of several files ($include)") as string });
      expect(alice.writes).toEqual([]);
    } finally {
      await alice.stop();
    }
  });
});

describe("a reference to the environment of a Clawdbot", () => {
  const withKey = (apiKey: string): ConfigDocument => ({ ...full, talk: { apiKey } });

  it("that nobody knows it to have is refused with no write: the bot would never start again", async () => {
    bot = await startBot(clawdbot, full);
    const failure = applyTo(bot, withKey("${TALK_KEY}"));
    await expect(failure).rejects.toMatchObject({ code: "unproven-reference", message: expect.stringContaining("${TALK_KEY}") as string });
    await expect(failure).rejects.toThrow('`target: { external: { address, token, env: ["TALK_KEY"] } }`');
    expect(bot.writes).toEqual([]);
  });

  it.each<[string, ConfigDocument, ConfigDocument, readonly string[]]>([
    ["that whoever runs it says it has", full, withKey("${TALK_KEY}"), ["TALK_KEY"]],
    ["that its config uses already", withKey("${TALK_KEY}"), { ...withKey("${TALK_KEY}"), messages: { responsePrefix: "${TALK_KEY}" } }, []],
    ["that the document itself defines", full, { ...withKey("${TALK_KEY}"), env: { vars: { TALK_KEY: "value" } } }, []],
    ["that is but the text of one", full, withKey("$${TALK_KEY}"), []],
    ["to its state directory", full, { ...full, agents: { defaults: { models, workspace: "${CLAWDBOT_STATE_DIR}/workspace" } } }, []],
  ])("%s is written", async (_what, before, wanted, environment) => {
    bot = await startBot(clawdbot, before, { env: { TALK_KEY: "value" } });
    await applyTo(bot, wanted, { environment });
    expect(bot.document()).toMatchObject(wanted);
  });

  it("is no matter on an OpenClaw, which says what it lacks", async () => {
    bot = await startBot(openclaw, full);
    await applyTo(bot, { ...full, messages: { responsePrefix: "${NOT_THERE}" } });
    expect(bot.document()).toMatchObject({ messages: { responsePrefix: "${NOT_THERE}" } });
  });
});

describe("requireGuarded, for any two documents", () => {
  const liveOf = (document: ConfigDocument): LiveConfig => ({ document, baseHash: "h", applied: true, issues: [], path: "/x", read: { parsed: document, hash: "h" }, padded: false, composed: false });

  it("refuses every leaf that differs and is not planned, and names each; lets all that is planned pass", () => {
    fc.assert(
      fc.property(documents, documents, fc.infiniteStream(fc.boolean()), (live, wanted, coins) => {
        const paths = diffDocuments(live, wanted).map(({ path }) => formatPath(path));
        const shown = paths.filter(() => coins.next().value === true);
        const unshown = paths.filter((path) => !shown.includes(path));
        let failure: unknown;
        try {
          requireGuarded(liveOf(live), changeTo(wanted, { planned: shown }));
        } catch (error) {
          failure = error;
        }
        if (unshown.length === 0) expect(failure).toBeUndefined();
        else {
          expect(failure).toBeInstanceOf(MolthubError);
          expect(failure).toMatchObject({ code: "not-planned", message: expect.stringContaining(`also change ${unshown.slice(0, 20).join(", ")}`) as string });
        }
      }),
    );
  });

  it("does not take a plan for a leaf as one for all that lies beside it", () => {
    expect(() => requireGuarded(liveOf({ a: { b: 1, c: 2 } }), changeTo({ a: "x" }, { planned: ["a.b"] }))).toThrow(expect.objectContaining({ code: "not-planned" }));
  });
});
