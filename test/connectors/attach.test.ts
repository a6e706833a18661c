import { describe, expect, it } from "vitest";
import { mcpServer, modelProvider, requireAgreeing, requireAllowed, requireExclusive, slack, telegram, webhook, whatsapp, type ConnectorDefinition, type ConnectorKind, type ConnectorScope } from "../../sdk/connectors";
import { SecretReference } from "../../sdk/secrets";

const named = (name: string, kind: ConnectorKind, allow?: ConnectorScope): ConnectorDefinition => ({ ...kind, name, ...(allow && { allow }) });
const telegramOf = (from: string, name = "tg"): ConnectorDefinition => named(name, telegram({ botToken: SecretReference.parse(from) }));
const both = (one: ConnectorDefinition, other = one): void => requireExclusive([{ bot: "alice", connectors: [one], environment: [] }, { bot: "bob", connectors: [other], environment: [] }]);

describe("a credential of one bot only", () => {
  it("is refused for a second bot, by what it names, whatever the connectors are called", () => {
    expect(() => both(telegramOf("vault:kv/tg#token"))).toThrow(
      'bots alice and bob: connector tg: have one credential (vault:kv/tg#token), and of telegram two bots on one take each other\'s messages. Give each its own: with {bot} in the reference, as in secret.from("vault:kv/molt/{bot}/telegram#token"), or a connector for each.',
    );
    expect(() => both(telegramOf("env:TG"), telegramOf("env:TG", "other"))).toThrow("bots alice and bob: connectors tg and other: have one credential (env:TG)");
  });

  it("is refused for a second bot where the program gives its value, which is not shown", () => {
    const value = SecretReference.ofValue("VALUE-MARKER");
    const one = named("tg", telegram({ botToken: value }));
    expect(() => both(one)).toThrow("have one credential (the same value)");
    expect(() => both(one)).not.toThrow(/MARKER/);
  });

  it("may be declared once for many bots by a pattern, and attached to a bot twice", () => {
    both(telegramOf("vault:kv/{bot}/tg#token"));
    requireExclusive([{ bot: "alice", connectors: [telegramOf("env:TG"), telegramOf("env:TG", "other")], environment: [] }]);
  });

  it("may be a variable that each bot has of its own", () => {
    requireExclusive([{ bot: "alice", connectors: [telegramOf("env:TG")], environment: ["TG"] }, { bot: "bob", connectors: [telegramOf("env:TG")], environment: ["TG"] }]);
  });

  it("is a phone number, too", () => {
    expect(() => both(named("wa", whatsapp({ number: "+491701234567" }, "wa")))).toThrow("have one credential (+491701234567), and of whatsapp");
  });

  it("is not that of a model, which any number of bots may share", () => {
    both(named("model", modelProvider({ id: "anthropic", apiKey: SecretReference.parse("env:KEY") }, "model")));
  });
});

describe("two connectors of one bot", () => {
  const release = { package: "openclaw", version: "2026.9.6" };
  const of = (from: string): SecretReference => SecretReference.parse(from);
  const together = (...kinds: ConnectorKind[]): void => requireAgreeing("alice", release, kinds.map((kind, at) => named("abc".charAt(at), kind)));
  const model = (id: string, from: string, baseUrl?: string): ConnectorKind => modelProvider({ id, apiKey: of(from), ...(baseUrl !== undefined && { baseUrl }) }, id);
  const mapping = (id: string): { mappings: { id: string }[] } => ({ mappings: [{ id }] });

  it.each<[string, ConnectorKind[], string]>([
    ["web hooks with a token each", [webhook({ token: of("env:ONE") }), webhook({ token: of("env:TWO") })], "a and b both set hooks.token"],
    ["web hooks with mappings each", [webhook({ token: of("env:ONE"), ...mapping("x") }), webhook({ token: of("env:ONE"), ...mapping("y") })], "a and b both set hooks.mappings"],
    ["Slack apps", [slack({ botToken: of("env:ONE"), appToken: of("env:APP") }, "a"), slack({ botToken: of("env:TWO"), appToken: of("env:APP") }, "b")], "a and b both set channels.slack.botToken"],
    ["one Slack app by a socket and by a web hook", [slack({ botToken: of("env:ONE"), appToken: of("env:APP") }, "a"), slack({ botToken: of("env:ONE"), signingSecret: of("env:SIGN") }, "b")], "a and b both set channels.slack.mode"],
    ["keys of one provider, the first and the last of three", [model("groq", "env:ONE"), model("xai", "env:ONE"), model("groq", "env:TWO")], "a and c both set models.providers.groq.apiKey"],
    ["addresses of one provider", [model("own", "env:ONE", "https://a.example"), model("own", "env:ONE", "https://b.example")], "a and b both set models.providers.own.baseUrl"],
    ["values that the program gives", [telegram({ botToken: SecretReference.ofValue("VALUE-MARKER-1") }), telegram({ botToken: SecretReference.ofValue("VALUE-MARKER-2") })], "a and b both set channels.telegram.botToken"],
    ["a value and a reference", [telegram({ botToken: SecretReference.ofValue("VALUE-MARKER-1") }), telegram({ botToken: of("env:ONE") })], "a and b both set channels.telegram.botToken"],
  ])("are refused where they are %s", (_what, kinds, told) => {
    const text = `bot alice: connectors ${told}, to different values. Attach one of them.`;
    expect(() => together(...kinds)).toThrow(expect.objectContaining({ code: "invalid-connector", message: text }));
  });

  it("may set one leaf to one value: equal data, the same value, or references that name the same for this bot", () => {
    const value = SecretReference.ofValue("VALUE-MARKER-1");
    together(webhook({ token: of("env:ONE"), ...mapping("x") }), webhook({ token: SecretReference.parse("env:ONE", "2"), ...mapping("x") }));
    together(telegram({ botToken: of("vault:kv/{bot}/tg#token") }), telegram({ botToken: of("vault:kv/alice/tg#token") }));
    together(telegram({ botToken: value }), telegram({ botToken: value }));
  });

  it("have nothing to do with each other where they set different leaves", () => {
    together(model("groq", "env:ONE"), model("xai", "env:TWO"), telegram({ botToken: of("env:TG") }), webhook({ token: of("env:HOOK") }), mcpServer({ url: "https://a.example" }, "a"), mcpServer({ url: "https://b.example" }, "b"));
  });
});

describe("a connector with a scope", () => {
  const bot = { bot: "alice", stack: "prod", labels: { team: "support" } };
  const attach = (allow: ConnectorScope): void => requireAllowed(named("tg", telegram({ botToken: SecretReference.parse("env:TG") }), allow), bot);

  it.each<[ConnectorScope]>([[{}], [{ bots: ["alice"] }], [{ stacks: ["prod", "eu"] }], [{ matchLabels: { team: "support" } }], [{ bots: ["alice"], stacks: ["prod"], matchLabels: {} }]])("may be attached within %j", (allow) => {
    attach(allow);
  });

  it.each<[ConnectorScope, string]>([
    [{ bots: ["bob"] }, "it is for bob only"],
    [{ stacks: ["eu"] }, "it is for stack eu only, and this is prod"],
    [{ matchLabels: { team: "sales" } }, "it is for bots with the label team=sales only"],
    [{ bots: ["alice"], matchLabels: { other: "x" } }, "it is for bots with the label other=x only"],
  ])("is refused outside %j", (allow, reason) => {
    expect(() => attach(allow)).toThrow(`bot alice: connector tg: may not be attached: ${reason}. Detach it, or widen its \`allow\`.`);
  });
});
