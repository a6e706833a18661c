import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { storedAs, type ConfigDocument, type OpenDocument } from "../../sdk/config";
import { documents, frozen } from "./documents";
import { FakeOutput } from "./fakeOutput";

const clawdbot = { package: "clawdbot", version: "2026.1.24-3" };
const openclaw = { package: "openclaw", version: "2026.9.6" };
const stored = (document: ConfigDocument): OpenDocument => storedAs(document, clawdbot);

const always = { commands: { native: "auto", nativeSkills: "auto" }, agents: { defaults: { maxConcurrent: 4, subagents: { maxConcurrent: 8 } } } };
const models = { reasoning: false, input: ["text"], cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }, contextWindow: 200_000, maxTokens: 8_192 };

describe("a document as a Clawdbot stores it", () => {
  it("has what it always writes down", () => {
    expect(stored({})).toEqual(always);
    expect(stored({ gateway: { mode: "local" } })).toEqual({ gateway: { mode: "local" }, ...always });
  });

  it("keeps what a document says itself", () => {
    const said = { commands: { native: false, nativeSkills: true }, agents: { defaults: { maxConcurrent: 1, subagents: { maxConcurrent: 2 } } } };
    expect(stored(said)).toEqual(said);
  });

  it.each<[channel: string, said: ConfigDocument, kept: ConfigDocument]>([
    ["telegram", { botToken: "t" }, { botToken: "t", dmPolicy: "pairing", groupPolicy: "allowlist", streamMode: "partial" }],
    ["telegram", { dmPolicy: "open" }, { dmPolicy: "open", groupPolicy: "allowlist", streamMode: "partial" }],
    ["slack", {}, { groupPolicy: "allowlist", userTokenReadOnly: true, mode: "socket", webhookPath: "/slack/events" }],
    ["discord", { dm: {} }, { dm: { policy: "pairing" }, groupPolicy: "allowlist" }],
    ["whatsapp", {}, { dmPolicy: "pairing", groupPolicy: "allowlist", debounceMs: 0, mediaMaxMb: 50 }],
    ["whatsapp", { ackReaction: {} }, { dmPolicy: "pairing", groupPolicy: "allowlist", debounceMs: 0, mediaMaxMb: 50, ackReaction: { direct: true, group: "mentions" } }],
    ["signal", { account: "x" }, { account: "x", dmPolicy: "pairing", groupPolicy: "allowlist" }],
  ])("has the defaults of %s, and enables it: the gateway would write out every value of the environment otherwise", (channel, said, kept) => {
    expect(stored({ channels: { [channel]: said } })).toEqual({ ...always, channels: { [channel]: kept }, plugins: { entries: { [channel]: { enabled: true } } } });
  });

  it("keeps what no gateway would take, so that it is refused and not replaced without a word", () => {
    const model = { id: "small", contextWindow: "many", maxTokens: "few", reasoning: "yes", cost: { input: "free" } };
    const kept = stored({ models: { providers: { acme: { models: [model] } } } })["models"];
    expect(kept).toEqual({ providers: { acme: { models: [{ ...models, ...model, cost: { ...models.cost, input: "free" } }] } } });
    const output = new FakeOutput("contextWindow") as unknown as string;
    expect(stored({ models: { providers: { acme: { models: [{ id: "small", contextWindow: output }] } } } })["models"]).toMatchObject({ providers: { acme: { models: [{ contextWindow: output, maxTokens: 8_192 }] } } });
  });

  it("has them for every account, too", () => {
    expect(stored({ channels: { telegram: { accounts: { one: {}, two: { dmPolicy: "open" } } } } })["channels"]).toMatchObject({
      telegram: { accounts: { one: { dmPolicy: "pairing", groupPolicy: "allowlist", streamMode: "partial" }, two: { dmPolicy: "open" } } },
    });
  });

  it.each<[what: string, plugins: ConfigDocument, kept: ConfigDocument]>([
    ["switches off", { entries: { telegram: { enabled: false } } }, { entries: { telegram: { enabled: false } } }],
    ["denies", { deny: ["telegram"] }, { deny: ["telegram"] }],
    ["has no use for, as for any", { enabled: false }, { enabled: false }],
    ["configures", { entries: { telegram: { config: { x: 1 } }, other: {} } }, { entries: { telegram: { config: { x: 1 }, enabled: true }, other: {} } }],
    ["does not allow yet", { allow: ["slack"] }, { allow: ["slack", "telegram"], entries: { telegram: { enabled: true } } }],
    ["allows", { allow: ["telegram"] }, { allow: ["telegram"], entries: { telegram: { enabled: true } } }],
  ])("with a plugin that the document %s has it as the gateway would make it", (_what, plugins, kept) => {
    expect(stored({ channels: { telegram: {} }, plugins })["plugins"]).toEqual(kept);
  });

  it("has the values of its models, and the aliases of those it knows", () => {
    const document = {
      models: { providers: { acme: { baseUrl: "http://x", models: [{ id: "a" }, { id: "b", contextWindow: 4_000, cost: { input: 1 }, reasoning: true }] } } },
      agents: { defaults: { models: { "anthropic/claude-opus-4-5": {}, "openai/gpt-5.2": { alias: "mine" }, "acme/a": {} } } },
    };
    expect(stored(document)).toMatchObject({
      models: { providers: { acme: { baseUrl: "http://x", models: [{ id: "a", ...models }, { id: "b", ...models, contextWindow: 4_000, maxTokens: 4_000, cost: { ...models.cost, input: 1 }, reasoning: true }] } } },
      agents: { defaults: { models: { "anthropic/claude-opus-4-5": { alias: "opus" }, "openai/gpt-5.2": { alias: "mine" }, "acme/a": {} } } },
    });
  });

  it("has one main session, whatever it is called", () => {
    expect(stored({ session: { mainKey: "other", scope: "per-sender" } })["session"]).toEqual({ mainKey: "main", scope: "per-sender" });
    expect(stored({ session: {} })["session"]).toEqual({});
  });

  it("has no stamps", () => {
    expect(stored({ meta: { lastTouchedAt: "now" }, wizard: {} })).toEqual(always);
  });

  it("leaves an Output alone, and what no gateway would take", () => {
    const output = new FakeOutput("later");
    expect(storedAs({ channels: { telegram: { dmPolicy: output, botToken: output } }, commands: output, agents: "none" } as OpenDocument, clawdbot)).toEqual({
      channels: { telegram: { dmPolicy: output, botToken: output, groupPolicy: "allowlist", streamMode: "partial" } },
      commands: output,
      agents: "none",
      plugins: { entries: { telegram: { enabled: true } } },
    });
  });

  it("is the same when it is stored again, whatever the document: no write changes it, no look shows it as drift", () => {
    const value: fc.Arbitrary<unknown> = fc.oneof(documents, fc.constantFrom("x", "", 0, 3, -1, true, null, []));
    const record = (keys: readonly string[], of: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.oneof({ weight: 5, arbitrary: fc.dictionary(fc.constantFrom(...keys), of, { maxKeys: 4, noNullPrototype: true }) }, { weight: 1, arbitrary: value });
    const channel = record(["dmPolicy", "groupPolicy", "streamMode", "enabled", "dm", "ackReaction", "accounts", "mode"], fc.oneof(value, record(["one", "two", "policy"], record(["dmPolicy", "dm"], value))));
    const model = record(["id", "contextWindow", "maxTokens", "cost", "reasoning", "input"], fc.oneof(value, record(["input", "output", "other"], value)));
    const provider = record(["baseUrl", "models"], fc.oneof(value, fc.array(model, { maxLength: 3 })));
    const document = fc.record(
      {
        channels: record(["telegram", "slack", "discord", "whatsapp", "msteams", "matrix", "nope"], channel),
        plugins: record(["enabled", "deny", "allow", "entries"], fc.oneof(value, fc.array(fc.constantFrom("telegram", "slack", 1)), record(["telegram", "slack"], record(["enabled", "config"], value)))),
        models: record(["providers", "mode"], record(["acme", "other"], provider)),
        agents: record(["defaults", "list"], record(["models", "maxConcurrent", "subagents"], record(["anthropic/claude-opus-4-5", "openai/gpt-5.2", "acme/a"], record(["alias"], value)))),
        commands: record(["native", "text"], value),
        session: record(["mainKey"], value),
        meta: value,
        other: value,
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    fc.assert(
      fc.property(document, (any) => {
        const once = stored(frozen(any) as ConfigDocument);
        expect(stored(frozen(once) as ConfigDocument)).toStrictEqual(once);
      }),
    );
  }, 30_000);
});

describe("a document as an OpenClaw stores it", () => {
  it("is the document, without stamps", () => {
    fc.assert(fc.property(documents, (document) => {
      expect(storedAs({ ...document, meta: { a: 1 }, wizard: { b: 1 } }, openclaw)).toStrictEqual(document);
    }));
  });
});
