import { describe, expect, it } from "vitest";
import { ConfigSchema, findProblems, formatPath, redactionMarker, type ConfigDocument } from "../../sdk/config";
import { importDocument } from "../../sdk/import";
import { clawdbot, handMade, openclaw, people, secretMark } from "./handMade";

function unmanagedOf(document: ConfigDocument, release = openclaw): string[] {
  return importDocument("alice", release, document).left.map(({ path }) => formatPath(path));
}

const secrets = ["channels.telegram.botToken", "env.vars.COMPANY_CRM_LOGIN", "env.vars.TEAM_CALENDAR", "gateway.auth.token", "hooks.token"];

describe.each([openclaw, clawdbot])("a bot of $package that was made by hand", (release) => {
  it.each(people.map((_, at) => at))("is all there, but for its secrets and the gateway's stamps (%i)", (at) => {
    const live = handMade(release, at);
    const { document, left } = importDocument("alice", release, live);
    expect(left.map(({ path }) => formatPath(path)).sort()).toEqual([...(release === openclaw ? ["agents.defaults.modelPolicy"] : []), ...secrets]);
    expect(JSON.stringify(document)).not.toContain(secretMark);
    expect(Object.keys(live).filter((key) => !(key in document))).toEqual(["meta", "wizard"]);
    expect(findProblems(document, ConfigSchema.of(release))).toEqual([]);
  });
});

describe("what is not valid without a secret", () => {
  it("stays with the bot as a whole, no more of it than must", () => {
    const provider = { source: redactionMarker, command: redactionMarker, args: ["get"], timeoutMs: 5_000 };
    expect(unmanagedOf({ secrets: { providers: { vault: provider }, defaults: {} }, logging: { level: "info" } })).toEqual(["secrets.providers.vault"]);
    const models = [{ id: "a", name: "A", headers: { "X-House": "s" } }];
    expect(unmanagedOf({ models: { mode: "merge", providers: { house: { baseUrl: "https://models.house.example", models } } } }, clawdbot)).toEqual(["models.providers.house"]);
    expect(unmanagedOf({ models: { mode: "merge", providers: { house: { baseUrl: "https://models.house.example", models } } } })).toEqual(["models.providers.house.models", "agents.defaults.model.primary"]);
  });
});

describe("what an OpenClaw fills in at the first write of a file that it has not migrated yet", () => {
  const migrated = { meta: { migrations: { modelPolicyAllowlist: true, utilityModelSeparation: true } } };
  const filled: readonly [what: string, document: ConfigDocument, paths: readonly string[]][] = [
    ["which models are allowed, where models have settings", { agents: { defaults: { model: "house/large", models: { "house/large": { alias: "large" } } } } }, ["agents.defaults.modelPolicy"]],
    ["the model, where none is chosen of those there are", { models: { providers: { house: { models: [{ id: "large", name: "Large" }] } } } }, ["agents.defaults.model.primary"]],
    ["the model, where there is one for side jobs only", { agents: { defaults: { model: { fallbacks: ["house/small"] }, utilityModel: "house/tiny" } } }, ["agents.defaults.model.primary"]],
    ["the model of an agent that has one for side jobs only", { agents: { entries: { main: { utilityModel: "house/tiny" } } } }, ["agents.entries.main.model.primary"]],
  ];

  it.each(filled)("stays with the bot: %s", (_what, document, paths) => {
    expect(unmanagedOf(document)).toEqual(paths);
    expect(unmanagedOf({ ...document, ...migrated })).toEqual([]);
  });

  it("is nothing where all of it is said", () => {
    expect(unmanagedOf({ agents: { defaults: { model: { primary: "house/large" }, models: { "house/large": {} }, modelPolicy: {}, utilityModel: "house/tiny" }, entries: { main: { utilityModel: "house/tiny" } } } })).toEqual([]);
    expect(unmanagedOf({ agents: { defaults: { models: {} } }, models: { providers: { house: { models: [] } } } })).toEqual([]);
    expect(unmanagedOf({ agents: { defaults: { models: { "house/large": {} } } } }, clawdbot)).toEqual([]);
  });
});

describe("a document that cannot be managed is refused, with bot, path and remedy:", () => {
  it("one that includes others, at any depth", () => {
    const refusal = "bot alice: its config file includes other files ($include), which Molthub cannot manage. Put what they say into the file itself, or leave the bot out.";
    for (const document of [{ $include: "./base.json5" }, { agents: { $include: ["./agents.json5"] } }, { bindings: [{ match: { $include: "./x.json5" } }] }]) expect(() => importDocument("alice", openclaw, document)).toThrow(refusal);
  });

  it("one with keys that the tables do not know, all of them, whether or not they hold secrets", () => {
    const document = { loging: { level: "info" }, tools: { exec: { hostt: "gateway" } }, crm: { apiKey: "s", url: "x" }, channels: { teletype: { privateKey: "s" } } };
    expect(() => importDocument("alice", openclaw, document)).toThrow(/^bot alice: loging .*\nbot alice: tools\.exec\.hostt .*\nbot alice: crm .*\nbot alice: channels\.teletype .*\nThe gateway of bot alice takes this, but it is not what Molthub knows of openclaw 2026\.9\.6, so no plan could be made for the bot\. Change it on the bot, or leave the bot out\.$/);
  });
});
