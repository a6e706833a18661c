import { describe, expect, it } from "vitest";
import type { ConfigDocument } from "../../sdk/config";
import { gatewayConfig } from "../../sdk/providers/gatewayConfig";
import type { Properties } from "../../sdk/providers/handler";
import { configInputs, unfenced, unknown } from "./bots";

const handler = gatewayConfig(unfenced(), () => undefined);

const secret = "sk-planted-0123456789abcdef";

const inputsWith = (document: ConfigDocument, change: Properties = {}): Properties => ({ ...configInputs(), document, secretPaths: [], ...change });

/** A document of which the Gateway writes a file of this size. */
function documentOf(bytes: number): ConfigDocument {
  const sized = (length: number): ConfigDocument => ({ messages: { responsePrefix: "x".repeat(length) } });
  return sized(bytes - JSON.stringify(sized(0), undefined, 2).length);
}

/** What a preview shows of a change. */
function impactOf(before: ConfigDocument | undefined, after: ConfigDocument, change: Properties = {}): unknown {
  const { inputs, failures } = handler.check(before === undefined ? {} : inputsWith(before, change), inputsWith(after, change));
  expect(failures).toEqual([]);
  return inputs["impact"];
}

describe("check of GatewayConfig says what a change does to the bot", () => {
  it.each<[string, ConfigDocument | undefined, ConfigDocument, unknown]>([
    ["the first document", undefined, { logging: { level: "debug" } }, { class: "create" }],
    ["no change, in another order of keys", { ui: { seamColor: "#111111" }, logging: {} }, { logging: {}, ui: { seamColor: "#111111" } }, { class: "unchanged" }],
    ["what needs no taking up", {}, { messages: { responsePrefix: "x" } }, { class: "none", none: ["messages.responsePrefix"], undoWrites: 1 }],
    ["what the process takes up", { session: { scope: "global" } }, {}, { class: "hot", hot: ["session.scope"], undoWrites: 1 }],
    ["what needs a restart", {}, { gateway: { controlUi: { basePath: "/x" } } }, { class: "restart", restart: ["gateway.controlUi.basePath"], undoWrites: 1 }],
    [
      "some of each: the strongest leaf decides",
      { tools: { deny: ["exec"] }, session: { mainKey: "a", scope: "global" } },
      { tools: { deny: ["cron"] }, session: { mainKey: "b", scope: "per-sender" }, env: { vars: { A: "x" } } },
      { class: "restart", restart: ["env.vars.A"], hot: ["session.scope", "tools.deny"], none: ["session.mainKey"], secrets: ["env.vars.A"], undoWrites: 1 },
    ],
    ["an empty object: what may be in it restarts", {}, { discovery: { wideArea: {} }, gateway: { portals: {} }, channels: { slack: {} } }, { class: "restart", restart: ["discovery.wideArea", "gateway.portals"], hot: ["channels.slack"], undoWrites: 1 }],
    ["what a plugin makes of its own keys: nobody knows", {}, { plugins: { entries: { mine: { config: { x: 1 } } } } }, { class: "restart", restart: ["plugins.entries.mine.config.x"], undoWrites: 1 }],
    ["a leaf that the preview does not know", { logging: { level: "info" } }, { logging: { level: unknown } }, { class: "none", none: ["logging.level"], unknown: ["logging.level"], undoWrites: 1 }],
    ["a leaf that only the bot knows", { logging: { level: `hidden:${"0".repeat(32)}` } }, { logging: { level: "info" } }, { class: "none", none: ["logging.level"], irreversible: ["logging.level"], undoWrites: 1 }],
    ["a leaf that the Gateway takes for a secret", {}, { models: { providers: { x: { apiKey: secret } } } }, { class: "hot", hot: ["models.providers.x.apiKey"], secrets: ["models.providers.x.apiKey"], undoWrites: 1 }],
  ])("%s", (_what, before, after, impact) => {
    expect(impactOf(before, after)).toEqual(impact);
  });

  it("to another bot, which is at another address", () => {
    const at = (address: string): Properties => inputsWith({ ui: { seamColor: "#111111" } }, { dataId: `external ${address}` });
    expect(handler.check(at("ws://a"), at("ws://b")).inputs["impact"]).toEqual({ class: "create" });
    expect(handler.check(at("ws://a"), at("ws://a")).inputs["impact"]).toEqual({ class: "unchanged" });
  });

  it("that had paths of its own, and is to have them no more: nobody knows what is lost", () => {
    const document = { agents: { entries: { main: { name: "x" } } } };
    const pattern = "agents.entries.*.identity";
    const { inputs } = handler.check(inputsWith(document, { unmanaged: [pattern] }), inputsWith(document));
    expect(inputs["impact"]).toEqual({ class: "restart", restart: [pattern], unknown: [pattern], irreversible: [pattern], undoWrites: 1 });
  });

  it("refuses to take an agent away, which no write of a config may do, and lets one go that the bot has not any more", () => {
    const agents = (...ids: string[]): ConfigDocument => ({ agents: { ownership: "explicit", entries: Object.fromEntries(ids.map((id) => [id, { name: id }])) } });
    const { failures } = handler.check(inputsWith(agents("main", "scout")), inputsWith(agents("main")));
    expect(failures).toEqual([{ property: "impact", reason: "bot alice: agents.entries.scout cannot be taken away by a change of the config: delete the agent on the bot (`agents.delete`), then run this with --refresh" }]);
    expect(handler.check(inputsWith(agents("main")), inputsWith(agents("main"))).failures).toEqual([]);
    expect(handler.check({}, inputsWith(agents("main"))).failures).toEqual([]);
  });

  it("refuses what a gateway shows in place of a secret as a value, naming the path", () => {
    const { failures } = handler.check({}, inputsWith({ messages: { responsePrefix: "__OPENCLAW_REDACTED__" } }));
    expect(failures).toEqual([{ property: "impact", reason: expect.stringMatching(/^bot alice: messages\.responsePrefix must not be "__OPENCLAW_REDACTED__", which a gateway shows in place of a secret: give the value or a reference/) as string }]);
  });

  it("asks which agent answers a channel once there is a second agent, of a bot whose first document it sees", () => {
    const agents = (...ids: string[]): ConfigDocument => ({ agents: { ownership: "explicit", entries: Object.fromEntries(ids.map((id) => [id, { name: id }])) }, channels: { telegram: { botToken: "${TELEGRAM_KEY}" } } });
    const reason = expect.stringMatching(/^bot alice: bindings must say which of the agents answers telegram/) as string;
    expect(handler.check(inputsWith(agents("main")), inputsWith(agents("main", "scout"))).failures).toEqual([{ property: "impact", reason }]);
    expect(handler.check({}, inputsWith(agents("main", "scout"))).failures).toEqual([{ property: "impact", reason }]);
    expect(handler.check({}, inputsWith(agents("main", "scout"), { dataId: "external ws://127.0.0.1:18789" })).failures).toEqual([]);
    expect(handler.check({}, inputsWith(agents("main", "scout"), { unmanaged: ["bindings"] })).failures).toEqual([]);
  });

  it("says the class of a path that is the bot's own no more where it is one leaf, and lists it once where a layer sets it", () => {
    const document = { ui: { seamColor: "#111111" } };
    const olds = inputsWith(document, { unmanaged: ["talk.agentId", "session.scope"] });
    const { inputs } = handler.check(olds, inputsWith({ ...document, talk: { agentId: "main" } }));
    expect(inputs["impact"]).toEqual({ class: "hot", hot: ["session.scope"], none: ["talk.agentId"], unknown: ["session.scope"], irreversible: ["talk.agentId", "session.scope"], undoWrites: 1 });
  });

  it("and which of its leaves the program declared secret", () => {
    const change = { secretPaths: ["/messages/responsePrefix"] };
    expect(impactOf({ messages: { responsePrefix: "one", ackReaction: "a" } }, { messages: { responsePrefix: "two", ackReaction: "b" } }, change)).toEqual({
      class: "none",
      none: ["messages.ackReaction", "messages.responsePrefix"],
      secrets: ["messages.responsePrefix"],
      undoWrites: 1,
    });
  });

  it.each([
    [100, 511, 1],
    [100, 512, 2],
    [400, 800, 1],
    [400, 802, 2],
    [400, 1_600, 2],
    [400, 1_602, 3],
    [300, 60_000, 8],
  ])("and in how many writes a file that grew from %i to %i bytes gets back: none may halve one of 512 bytes or more", (from, to, writes) => {
    expect(impactOf(documentOf(from), documentOf(to))).toMatchObject({ undoWrites: writes });
    expect(impactOf(documentOf(to), documentOf(from))).toMatchObject({ undoWrites: 1 });
  });

  it("always a restart on a Clawdbot, whose file may be halved", () => {
    const release = { package: "clawdbot", version: "2026.1.24-3" };
    expect(impactOf({}, documentOf(5_000), { release })).toEqual({ class: "restart", restart: ["messages.responsePrefix"], undoWrites: 1 });
  });

  it("nothing of what is the bot's own", () => {
    const unmanaged = ["agents.entries.*.identity"];
    const before = { agents: { entries: { main: { identity: { name: "start" } } } } };
    expect(impactOf(before, {}, { unmanaged })).toEqual({ class: "unchanged" });
    expect(impactOf(before, { agents: { entries: { main: { identity: { name: "b" }, name: "M" } } } }, { unmanaged })).toEqual({ class: "hot", hot: ["agents.entries.main.name"], undoWrites: 1 });
  });

  it("never a value", () => {
    const { inputs } = handler.check(inputsWith({ logging: { level: "error" } }), inputsWith({ messages: { responsePrefix: secret }, tools: { deny: [secret] }, env: { vars: { KEY: secret } } }));
    expect(JSON.stringify(inputs["impact"])).not.toMatch(new RegExp(`${secret}|error`));
  });
});

describe("check of GatewayConfig refuses what the Gateway would refuse", () => {
  it("each problem with bot and path, and at `impact`: the engine prints the value of the property at fault", () => {
    const { failures } = handler.check({}, inputsWith({ messages: { responsPrefix: secret }, logging: { level: secret }, tools: { deny: secret } }));
    expect(failures).toEqual([
      { property: "impact", reason: "bot alice: messages.responsPrefix is not a key of openclaw 2026.9.6; did you mean messages.responsePrefix?" },
      { property: "impact", reason: 'bot alice: logging.level must be "silent", "fatal", "error", "warn", "info", "debug" or "trace"' },
      { property: "impact", reason: "bot alice: tools.deny must be an array; it is a string" },
    ]);
  });

  it("a release that it does not know, with the remedy", () => {
    const { failures } = handler.check({}, inputsWith({}, { release: { package: "openclaw", version: "2026.1.1" } }));
    expect(failures).toEqual([{ property: "impact", reason: "bot alice: openclaw 2026.1.1 is not known to this version of Molthub. In a clone of Molthub, `npm run capture -- openclaw@2026.1.1` makes it known." }]);
  });

  it("not what is not known yet", () => {
    const { inputs, failures } = handler.check({}, inputsWith({ logging: { level: unknown }, tools: unknown, ui: { seamColor: unknown } }, { connection: unknown, secretPaths: unknown, dataId: unknown }));
    expect({ failures, impact: inputs["impact"] }).toEqual({ failures: [], impact: { class: "create" } });
  });

  it("and hands every other input back as it is", () => {
    const news = inputsWith({ logging: { level: "debug" } }, { unmanaged: ["ui"] });
    expect(handler.check({}, news).inputs).toEqual({ ...news, impact: { class: "create" } });
  });
});
