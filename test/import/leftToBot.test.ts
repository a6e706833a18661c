import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigSchema, formatPath, parsePath, redactionMarker, withoutUnmanaged, type ConfigDocument, type ConfigValue, type Path } from "../../sdk/config";
import { partDocument } from "../../sdk/import/leftToBot";
import { documents } from "../config/documents";
import { clawdbot, openclaw } from "./handMade";

const releases = [openclaw, clawdbot];

function documentWith(path: Path, value: ConfigValue): ConfigDocument {
  return path.reduceRight<ConfigValue>((inner, key) => ({ [key]: inner }), value) as ConfigDocument;
}

/** The paths that stay with the bot of a document which has just this value. */
function left(path: string, value: ConfigValue): string[][] {
  const document = documentWith(parsePath(path, "path"), value);
  return releases.map((release) => partDocument(document, ConfigSchema.of(release)).left.map((each) => formatPath(each.path)));
}

const reference = { source: "env", provider: "default", id: "SLACK_BOT_TOKEN" };

describe("stays with the bot, on both lines:", () => {
  const own: readonly [what: string, path: string, value: ConfigValue, stays?: string][] = [
    ["a secret that the gateway hides", "channels.telegram.botToken", redactionMarker],
    ["one that it hides in part", "proxy.proxyUrl", `http://${redactionMarker}@proxy.example:3128`],
    ["a secret in clear, by its place", "tools.web.search.apiKey", "anything"],
    ["by the place that only the other line knows", "hooks.gmail.pushToken", "anything"],
    ["by the name of its key", "plugins.entries.crm.config.password", "anything"],
    ["by its shape", "messages.responsePrefix", "xoxb-123456789012-abcdef"],
    ["a number for a secret", "gateway.auth.password", 31_415_926],
    ["a variable of the bot's environment", "env.vars.EDITOR_HOME", "anything"],
    ["a variable that stands in env itself", "env.CRM_LOGIN", "anything"],
    ["a variable of a program", "skills.entries.crm.env.LOGIN", "anything"],
    ["a header", "models.providers.house.headers.X-House", "anything"],
    ["a password in an address", "mcp.servers.db.url", "postgres://molty:pw@db.example/x"],
    ["a token in an address", "mcp.servers.crm.url", "https://crm.example/mcp?team=7&access_token=abc"],
    ["an address that is a secret", "plugins.entries.note.config.url", "https://hooks.slack.com/services/T000/B000/abc"],
    ["a key file", "plugins.entries.note.config.text", "-----BEGIN PRIVATE KEY-----\nabc"],
    ["a bearer", "plugins.entries.note.config.text", "Bearer abc123def456"],
    ["a long word of letters and digits", "plugins.entries.note.config.text", "id: 8a1f00c2d3e4b5968778695a4b3c2d1e"],
    ["a shorter one that has everything", "plugins.entries.note.config.text", "abcDEF123ghiJKL456mno"],
    ["a reference of which the name is hidden", "channels.slack.botToken", { ...reference, id: redactionMarker }],
    ["what is a secret where a name belongs", "channels.slack.botToken", { ...reference, id: "xoxb-123456789012-abcdef" }, "channels.slack.botToken.id"],
    ["a list with a secret", "models.providers.house.models", [{ id: "a", name: "A", headers: { "X-House": "anything" } }]],
    ["a list with a hidden secret", "agents.list", [{ id: "main", memorySearch: { remote: { apiKey: redactionMarker } } }]],
    ["a list with a secret after its flag", "mcp.servers.crm.args", ["--verbose", "--api-key", "anything"]],
    ["a list with a secret in its flag", "mcp.servers.crm.args", ["--api-key=anything"]],
    ["null, which deletes in a layer", "agents.defaults.model", null],
    ["a number that is not exact", "channels.telegram.mediaMaxMb", 12_345_678_901_234_567_890],
    ["such a number in a list", "channels.telegram.allowFrom", [12_345_678_901_234_567_890]],
    ["a key that no layer may have", "plugins.entries.constructor", {}],
  ];

  it.each(own)("%s: %s", (_what, path, value, stays = path) => {
    const found = left(path, value);
    for (const paths of found) expect(paths).toContain(stays);
    const held = releases.map((release) => JSON.stringify(partDocument(documentWith(parsePath(path, "path"), value), ConfigSchema.of(release)).document));
    for (const text of held) expect(text).not.toMatch(/anything|REDACTED|abc|pw@|31415926/);
  });
});

describe("is written to a layer, on both lines:", () => {
  const layered: readonly [what: string, path: string, value: ConfigValue][] = [
    ["a reference to the environment", "channels.telegram.botToken", "${TELEGRAM_BOT_TOKEN}"],
    ["one in a variable", "env.vars.CRM_LOGIN", "${CRM_LOGIN}"],
    ["one after a flag", "mcp.servers.crm.args", ["--api-key", "${CRM_KEY}"]],
    ["one in an address", "mcp.servers.crm.url", "https://crm.example/mcp?token=${CRM_KEY}"],
    ["a reference that can be read", "channels.slack.botToken", reference],
    ["a list of models", "models.providers.house.models", ["Meta-Llama-3-1-405B-Instruct-Turbo-FP8", "qwen3_coder_480b_a35b_instruct_2507_preview", "claude-sonnet-4-5-20250929"].map((id) => ({ id, name: id, maxTokens: 8192, cost: { input: 0.1 } }))],
    ["a limit of tokens", "agents.defaults.contextTokens", 200_000],
    ["a prompt", "agents.defaults.heartbeat.prompt", "Read HEARTBEAT.md; basic questions are answered at once, the author's API documentation is at https://docs.example/api?page=2."],
    ["people who may talk to the bot", "channels.telegram.allowFrom", ["1234567890123456", "@molty", "U024BE7LH", "!roomOfTheTeam:matrix.example"]],
    ["a list with null in it", "plugins.entries.note.config.list", [null, 1]],
  ];

  it.each(layered)("%s: %s", (_what, path, value) => {
    expect(left(path, value)).toEqual([[], []]);
  });
});

describe("the two parts of a document", () => {
  const secret = fc.constantFrom<ConfigValue>("ghp_PLANTEDplantedPLANTEDplanted", redactionMarker, { apiKey: "PLANTED" }, { headers: { a: "PLANTED" } }, ["--token", "PLANTED"], { id: redactionMarker, provider: "default", source: "store" }, null);
  const planted = fc.tuple(documents, fc.array(fc.tuple(fc.array(fc.constantFrom("a", "b", "c", "d", "id"), { minLength: 1, maxLength: 3 }), secret), { maxLength: 4 })).map(([document, secrets]) => secrets.reduce((below, [path, value]) => plant(below, path, value), document));

  it("hold no secret, and are the document again", () => {
    fc.assert(
      fc.property(planted, fc.constantFrom(...releases), (live, release) => {
        const { document, left: own } = partDocument(live, ConfigSchema.of(release));
        expect(JSON.stringify(document)).not.toMatch(/PLANTED|REDACTED/);
        const unmanaged = own.map(({ path }) => formatPath(path));
        expect(withoutUnmanaged(document, unmanaged)).toEqual(withoutUnmanaged(live, unmanaged));
      }),
    );
  });
});

function plant(document: ConfigDocument, [key = "", ...rest]: Path, value: ConfigValue): ConfigDocument {
  const at = document[key];
  const inner = typeof at === "object" && at !== null && !Array.isArray(at) ? at : {};
  return { ...document, [key]: rest.length === 0 ? value : plant(inner, rest, value) };
}
