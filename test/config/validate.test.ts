import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigSchema, findProblems, formatPath, type OpenDocument } from "../../sdk/config";
import { documents } from "./documents";
import { FakeOutput } from "./fakeOutput";

const openclaw = ConfigSchema.of({ package: "openclaw", version: "2026.9.6" });
const clawdbot = ConfigSchema.of({ package: "clawdbot", version: "2026.1.24-3" });
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const problemsOf = (document: OpenDocument, schema = openclaw): string[] => findProblems(document, schema).map(({ path, what }) => `${formatPath(path)} ${what}`);

describe("what a Gateway takes", () => {
  const cases: readonly [name: string, document: OpenDocument][] = [
    ["nothing", {}],
    ["a scalar of the right type", { messages: { responsePrefix: "x", ackReactionScope: "all" } }],
    ["a number at its bound", { gateway: { port: 65_535 } }],
    ["either of two types", { agents: { defaults: { model: "openai/gpt-5" } } }],
    ["the other of two types", { agents: { defaults: { model: { primary: "openai/gpt-5", fallbacks: [] } } } }],
    ["a reference to a secret", { channels: { telegram: { botToken: { source: "env", provider: "default", id: "TOKEN" } } } }],
    ["a placeholder in place of a word of a list", { messages: { ackReactionScope: "${SCOPE}" } }],
    ["a placeholder within a text of a pattern", { secrets: { providers: { "my-files": { source: "file", path: "${HOME}/secrets.json" } } } }],
    ["any name in a map", { agents: { entries: { "molty-2": { name: "Molty" } } } }],
    ["any key of a plugin that is not bundled", { plugins: { entries: { "my-plugin": { config: { any: { thing: [1] } } } } } }],
    ["a channel of a plugin that the document names", { plugins: { entries: { "my-chat": {} } }, channels: { "my-chat": { token: "${MY_CHAT}" } } }],
    ["a value that is not known yet", { messages: { ackReactionScope: unknown }, gateway: { port: unknown } }],
    ["an Output, of whatever may be in it", { messages: { ackReactionScope: new FakeOutput("x") }, gateway: new FakeOutput("x") }],
  ];

  it.each(cases)("%s", (_, document) => {
    expect(problemsOf(document)).toEqual([]);
  });
});

describe("what it refuses", () => {
  const cases: readonly [name: string, document: OpenDocument, problems: readonly string[]][] = [
    ["a misspelt key", { messages: { responsPrefix: "x" } }, ["messages.responsPrefix is not a key of openclaw 2026.9.6; did you mean messages.responsePrefix?"]],
    ["a wrong type", { gateway: { port: "18789" } }, ["gateway.port must be a whole number; it is a string"]],
    ["a placeholder for a number", { gateway: { port: "${PORT}" } }, ["gateway.port must be a whole number; it is a string"]],
    ["a number for a text", { messages: { responsePrefix: 7 } }, ["messages.responsePrefix must be a string; it is a number"]],
    ["a text for a flag", { browser: { enabled: "yes" } }, ["browser.enabled must be true or false; it is a string"]],
    ["a list for an object", { messages: [] }, ["messages must be an object; it is an array"]],
    ["an object for a list", { tools: { deny: {} } }, ["tools.deny must be an array; it is an object"]],
    ["null", { messages: { responsePrefix: null } }, ["messages.responsePrefix must be a string; it is null"]],
    ["a fraction for a whole number", { gateway: { port: 1.5 } }, ["gateway.port must be a whole number; it is a number"]],
    ["a number beyond its bounds", { gateway: { port: 65_536 } }, ["gateway.port must be 65535 or less"]],
    ["a number below its bounds", { gateway: { port: 0 } }, ["gateway.port must be 1 or more"]],
    ["a word that is not in the list", { messages: { ackReactionScope: "everyone" } }, ['messages.ackReactionScope must be "group-mentions", "group-all", "direct", "all", "off" or "none"']],
    ["an escaped placeholder in place of one", { messages: { ackReactionScope: "$${SCOPE}" } }, ['messages.ackReactionScope must be "group-mentions", "group-all", "direct", "all", "off" or "none"']],
    ["none of several types", { agents: { defaults: { model: 7 } } }, ["agents.defaults.model must be a string or an object; it is a number"]],
    ["a fault within one of several types", { agents: { defaults: { model: { primry: "x" } } } }, ["agents.defaults.model.primry is not a key of openclaw 2026.9.6; did you mean agents.defaults.model.primary?"]],
    ["a text against its pattern", { env: { vars: { A: "x" } }, ui: { seamColor: "blue" } }, ["ui.seamColor must match ^#?[0-9a-fA-F]{6}$"]],
    ["an empty text", { talk: { agentId: "" } }, ["talk.agentId must not be empty"]],
    ["a missing key", { bindings: [{ agentId: "main" }] }, ['bindings["0"] needs the key "match"']],
    ["a bad name in a map", { browser: { profiles: { "My Profile": { cdpPort: 1 } } } }, ['browser.profiles["My Profile"] must match ^[a-z0-9-]+$']],
    ["an item of a list", { tools: { deny: ["exec", 7] } }, ['tools.deny["1"] must be a string; it is a number']],
    ["a channel that is none", { channels: { telegramm: { botToken: "x" } } }, ["channels.telegramm is not a key of openclaw 2026.9.6; did you mean channels.telegram?"]],
    ["several faults", { messages: { responsePrefix: 7 }, gatway: {} }, ["messages.responsePrefix must be a string; it is a number", "gatway is not a key of openclaw 2026.9.6; did you mean gateway?"]],
  ];

  it.each(cases)("%s", (_, document, problems) => {
    expect(problemsOf(document)).toEqual(problems);
  });

  it("on Clawdbot by its own schema", () => {
    expect(problemsOf({ agents: { list: [{ name: "Molty" }] } }, clawdbot)).toEqual(['agents.list["0"] needs the key "id"']);
    expect(problemsOf({ gateway: { reload: { mode: "hot" } } }, clawdbot)).toEqual([]);
    expect(problemsOf({ gateway: { reload: { mode: "hot" } } })).toEqual(['gateway.reload.mode must be "off" or "hybrid"']);
  });
});

describe("whatever a document holds", () => {
  const secret = "sk-live-0123456789abcdef";

  it("is judged without an exception, each path once at most for the same thing", () => {
    fc.assert(
      fc.property(documents, fc.constantFrom(openclaw, clawdbot), (document, schema) => {
        const problems = problemsOf(document, schema);
        expect(new Set(problems).size).toBe(problems.length);
      }),
    );
  });

  it("no value is ever told", () => {
    // A secret in the place of every kind of value: those of the schema, and of keys that it does not have.
    const planted: OpenDocument[] = [
      { messages: { ackReactionScope: secret, responsePrefx: secret } },
      { gateway: { port: secret, auth: { mode: secret, token: [secret] } } },
      { ui: { seamColor: secret } },
      { channels: { telegram: { botToken: { source: secret, provider: secret, id: secret } }, telegramm: secret } },
      { agents: { defaults: { model: [secret] }, entries: { main: secret } } },
      { bindings: [secret, { agentId: secret, match: secret }] },
      { talk: { agentId: secret } },
      { nothing: secret, models: { providers: { mine: { apiKey: 7, baseURL: secret } } } },
    ];
    for (const document of planted) {
      const told = problemsOf(document).join("\n");
      expect(told).not.toBe("");
      expect(told).not.toContain(secret);
    }
  });
});
