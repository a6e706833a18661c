import { describe, expect, it } from "vitest";
import { requireAllowed, requireExclusive, telegram, modelProvider, whatsapp, type ConnectorDefinition, type ConnectorKind, type ConnectorScope } from "../../sdk/connectors";
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
