import { describe, expect, it } from "vitest";
import { ConfigSchema, findProblems, placeSecrets } from "../../sdk/config";
import { discord, mcpServer, modelProvider, slack, telegram, webhook, whatsapp, type ConnectorKind } from "../../sdk/connectors";
import { SecretReference } from "../../sdk/secrets";

const openclaw = { package: "openclaw", version: "2026.9.6" };
const clawdbot = { package: "clawdbot", version: "2026.1.24-3" };
const token = SecretReference.parse("vault:kv/{bot}/x#token");
const ofValue = SecretReference.ofValue("VALUE");

const both: readonly [string, ConnectorKind][] = [
  ["slack over a socket", slack({ botToken: ofValue, appToken: ofValue }, "c")],
  ["slack that calls", slack({ botToken: ofValue, signingSecret: ofValue }, "c")],
  ["telegram", telegram({ botToken: ofValue })],
  ["discord", discord({ token: ofValue })],
  ["whatsapp", whatsapp({ number: "+491701234567" }, "c")],
  ["a model provider", modelProvider({ id: "own", apiKey: ofValue, baseUrl: "https://llm.example.com/v1", api: "openai-completions", models: [{ id: "m", name: "M", reasoning: false, input: ["text"], cost: { input: 1, output: 2, cacheRead: 0, cacheWrite: 0 }, contextWindow: 1000, maxTokens: 100 }] }, "c")],
  ["an OAuth login", modelProvider({ id: "anthropic", oauthProfile: "anthropic:default" }, "c")],
  ["a web hook", webhook({ token: ofValue, path: "/in" })],
];

describe("a connector's fragment", () => {
  it.each(both)("of %s is what both product lines take", (_what, kind) => {
    for (const release of [openclaw, clawdbot]) {
      const schema = ConfigSchema.of(release);
      const { document } = placeSecrets("alice", kind.contributionTo(release).config, schema, { hosted: release === openclaw, environment: [] });
      expect(findProblems({ gateway: { mode: "local" }, ...document }, schema)).toEqual([]);
    }
  });

  it("of an MCP server is for OpenClaw only", () => {
    const kind = mcpServer({ url: "https://mcp.example.com/sse", headers: { authorization: token, accept: "x" } }, "tools");
    const { document } = placeSecrets("alice", kind.contributionTo(openclaw).config, ConfigSchema.of(openclaw), { hosted: true, environment: [] });
    expect(document).toEqual({ mcp: { servers: { tools: { url: "https://mcp.example.com/sse", headers: { authorization: "${SECRET_MCP_SERVERS_TOOLS_HEADERS_AUTHORIZATION}", accept: "x" } } } } });
    expect(findProblems({ gateway: { mode: "local" }, ...document }, ConfigSchema.of(openclaw))).toEqual([]);
    expect(() => kind.contributionTo(clawdbot)).toThrow("connector tools: clawdbot 2026.1.24-3 has no MCP servers. Attach it to bots of openclaw only");
  });

  it("names the plugin that the bot's Gateway needs, at its version", () => {
    expect(slack({ botToken: token, appToken: token }, "c").contributionTo(openclaw).plugin).toEqual({ id: "slack", package: "@openclaw/slack", version: "2026.9.6" });
    expect(telegram({ botToken: token }).contributionTo(openclaw).plugin).toBeUndefined();
    expect(slack({ botToken: token, appToken: token }, "c").contributionTo(clawdbot).plugin).toBeUndefined();
  });

  it("names the hosts it must reach, exactly", () => {
    expect(modelProvider({ id: "anthropic", apiKey: token }, "c").hosts).toEqual(["api.anthropic.com"]);
    expect(modelProvider({ id: "own", apiKey: token, baseUrl: "http://127.0.0.1:9/v1" }, "c").hosts).toEqual(["127.0.0.1"]);
    for (const [, { hosts }] of both) for (const host of hosts) expect(host).toMatch(/^[a-z0-9.-]+$/);
  });
});

describe("a connector is refused", () => {
  it.each<[string, () => unknown, string]>([
    ["slack that hears nothing", () => slack({ botToken: token }, "c"), "connector c: slack: needs `appToken`, to listen over a socket, or `signingSecret`"],
    ["a number without a country", () => whatsapp({ number: "0170" }, "c"), 'connector c: whatsapp: number: must be a phone number with its country, as "+491701234567"'],
    ["a provider without a credential", () => modelProvider({ id: "anthropic" }, "c"), "needs either `apiKey` or `oauthProfile`"],
    ["a provider with two", () => modelProvider({ id: "anthropic", apiKey: token, oauthProfile: "x" }, "c"), "needs either `apiKey` or `oauthProfile`"],
    ["an unknown provider without its address", () => modelProvider({ id: "own", apiKey: token }, "c"), 'baseUrl: of "own" is not known here'],
    ["a provider at no address", () => modelProvider({ id: "own", apiKey: token, baseUrl: "own" }, "c"), "baseUrl: is no URL"],
    ["a server that is nowhere", () => mcpServer({}, "c"), "needs either `url` or `command`"],
    ["a server at no address", () => mcpServer({ url: "mcp" }, "c"), "url: is no URL"],
  ])("%s", (_what, make, told) => {
    expect(make).toThrow(told);
  });
});
