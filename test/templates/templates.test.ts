import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { templates, type LayerInput } from "../../components";
import { sharedLayers } from "../../components/botLayers";
import { presentable, provenanceOf, render, type ConfigDocument, type ConfigValue, type GatewayRelease } from "../../sdk/config";
import { reordered } from "../config/documents";
import { clawdbot, documentOf, layersOf, openclaw, problemsOf, renderedBot, templateNames, type TemplateName } from "./rendered";

const root = resolve(__dirname, "../..");
const everyBot = templateNames.flatMap((name) => [openclaw, clawdbot].map((release) => [name, release] as const));
const toolsOf = (name: TemplateName, release: GatewayRelease): Record<string, ConfigValue> => documentOf(name, release)["tools"] as Record<string, ConfigValue>;

describe.each(everyBot)("%s for %o", (name, release) => {
  it("has no key that the release does not have, with and without Molthub's own keys", () => {
    expect(problemsOf(documentOf(name, release), release)).toEqual([]);
    expect(problemsOf(render(layersOf(name), renderedBot(release, { managed: false })) as ConfigDocument, release)).toEqual([]);
  });

  it("is the same to the byte for any order of keys", () => {
    const other = layersOf(name).map((layer) => ({ ...layer, config: reordered(layer.config as ConfigValue) }));
    expect(JSON.stringify(render(other, renderedBot(release)))).toBe(JSON.stringify(render(layersOf(name), renderedBot(release))));
  });

  it("holds nothing that looks like a secret, and chooses no model", () => {
    const document = render(layersOf(name), renderedBot(release)) as ConfigDocument;
    expect(presentable(document, {}, "key")).toEqual(document);
    expect(JSON.stringify(document)).not.toMatch(/"(providers|primary)"/);
  });

  it("lets nobody in who is not listed, and no command run unseen", () => {
    // What Clawdbot calls "auto" by itself is how its own commands are offered.
    const document = Object.fromEntries(Object.entries(documentOf(name, release)).filter(([key]) => key !== "commands")) as ReturnType<typeof documentOf>;
    expect(JSON.stringify(document)).not.toMatch(/"(open|full|auto)"|"allow(From)?":\[[^\]]*"\*"/);
    // Off the sandbox, Clawdbot looks at `security` on this host only.
    expect(document["tools"]).toMatchObject({ exec: { host: "gateway" }, elevated: { enabled: false }, agentToAgent: { enabled: false } });
    expect(document["session"]).toEqual({ dmScope: "per-channel-peer" });
  });
});

it("keeps file tools in the workspace, and leaves them out on the line that cannot", () => {
  for (const name of ["assistant", "ops"] as const) {
    expect(toolsOf(name, openclaw)).toMatchObject({ fs: { workspaceOnly: true }, sessions: { visibility: "self" } });
    expect(toolsOf(name, openclaw)["allow"]).toContain("group:fs");
    expect(toolsOf(name, clawdbot)["allow"]).not.toContain("group:fs");
  }
});

it.each<[TemplateName, GatewayRelease, object]>([
  ["assistant", openclaw, { host: "gateway", mode: "deny" }],
  ["assistant", clawdbot, { host: "gateway", security: "deny" }],
  ["ops", openclaw, { host: "gateway", mode: "ask", strictInlineEval: true }],
  ["ops", clawdbot, { host: "gateway", security: "allowlist", ask: "on-miss" }],
  ["slackSupport", openclaw, { host: "gateway", mode: "deny" }],
  ["slackSupport", clawdbot, { host: "gateway", security: "deny" }],
])("%s lets %o run commands so: %o", (name, release, exec) => {
  expect(toolsOf(name, release)["exec"]).toEqual(exec);
});

it("allows at least one tool of the Gateway itself: Clawdbot ignores a list of plugins' tools alone", () => {
  for (const name of templateNames) expect(toolsOf(name, clawdbot)["allow"]).toContain("session_status");
});

it.each([openclaw, clawdbot])("Slack is a closed channel on %o", (release) => {
  const { slack } = documentOf("slackSupport", release)["channels"] as { slack: ConfigDocument };
  expect(slack).toMatchObject({ groupPolicy: "allowlist", requireMention: true, dm: { enabled: false }, configWrites: false, botToken: "${SLACK_BOT_TOKEN}", appToken: "${SLACK_APP_TOKEN}" });
  expect(slack["dmPolicy"]).toBe(release === openclaw ? "disabled" : undefined);
});

it("is changed by layers over it, as docs/templates.md shows", () => {
  const wider: LayerInput[] = [
    { append: { "tools.allow": ["group:web"] } },
    { channels: { telegram: { botToken: "${TELEGRAM_BOT_TOKEN}", dmPolicy: "allowlist", allowFrom: ["123456789"], configWrites: false } } },
    { gateway: { controlUi: { enabled: true } } },
  ];
  for (const release of [openclaw, clawdbot]) {
    const document = documentOf("assistant", release, ...wider);
    expect((document["tools"] as ConfigDocument)["allow"]).toEqual([...(toolsOf("assistant", release)["allow"] as string[]), "group:web"]);
    expect(document["channels"]).toMatchObject({ defaults: { groupPolicy: "allowlist" }, telegram: { dmPolicy: "allowlist" } });
    expect(problemsOf(document, release)).toEqual([]);
  }
});

it("can be locked", () => {
  const { below: layers } = sharedLayers({ template: [...templates.ops, { locked: ["tools.deny", "tools.exec"] }], profiles: [{ tools: { exec: { mode: "full" } } }] });
  expect(() => render(layers, renderedBot(openclaw))).toThrow("profiles[0]: tools.exec is locked by template[2]");
});

it("is named in messages without a path of this machine", () => {
  const layers = layersOf("ops");
  expect(layers.map((layer) => layer.name)).toEqual(["template[0] (ops.json5)", "template[1] (ops.clawdbot.json5)"]);
  const { layerOf } = provenanceOf(layers, renderedBot(clawdbot));
  expect(layerOf(["tools", "elevated"])).toBe("template[0] (ops.json5)");
  expect(layerOf(["tools", "exec", "security"])).toBe("template[1] (ops.clawdbot.json5)");
});

it("is in the package: every file that there is, and no other", () => {
  const files = Object.values(templates).flat().map(({ file }) => file ?? "");
  expect(files.map((file) => basename(file)).sort()).toEqual(readdirSync(resolve(root, "templates")).sort());
  for (const file of files) expect(file).toBe(resolve(root, "templates", basename(file)));
  expect((JSON.parse(readFileSync(resolve(root, "package.json"), "utf8")) as { files: string[] }).files).toContain("templates");
});

it("docs/templates.md links to files that exist", () => {
  const links = [...readFileSync(resolve(root, "docs/templates.md"), "utf8").matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link ?? "");
  expect(links.length).toBeGreaterThan(4);
  expect(links.filter((link) => !existsSync(resolve(root, "docs", link)))).toEqual([]);
});
