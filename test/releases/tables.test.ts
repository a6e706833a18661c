import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigSchema, knownReleases, type Path } from "../../sdk/config";
import { renamedKeys, renamings } from "../../sdk/config/releases/renamed";

const folder = join(__dirname, "../../sdk/config/releases");
const clawdbot = ConfigSchema.of({ package: "clawdbot", version: "2026.1.24-3" });
const openclaw = ConfigSchema.of({ package: "openclaw", version: "2026.9.6" });

// Clawdbot calls a key sensitive that its schema does not have (2026.1.24-3).
const hintsForNothing = ["tools.web.fetch.firecrawl.apiKey"];

describe.each(knownReleases())("the table of $package $version", (release) => {
  const file = join(folder, `${release.package}-${release.version}.json`);

  it("is small, and holds no text of the Gateway's", () => {
    expect(statSync(file).size).toBeLessThan(160_000);
    // A key of a document may have such a name: its value is then the index of a node.
    expect(readFileSync(file, "utf8")).not.toMatch(/"(title|description|help|label|\$comment|examples|default|placeholder)":(?!\d)/);
  });

  it("holds every node once, and none that nothing leads to", () => {
    const { nodes, root } = ConfigSchema.of(release).table;
    expect(new Set(nodes.map((node) => JSON.stringify(node))).size).toBe(nodes.length);
    const named = new Set([root]);
    for (const { properties = {}, additionalProperties, propertyNames, items, anyOf = [] } of nodes) {
      for (const at of [...Object.values(properties), additionalProperties, propertyNames, items, ...anyOf]) if (at !== undefined) named.add(at);
    }
    expect(named.size).toBe(nodes.length);
    expect(Math.max(...named)).toBe(nodes.length - 1);
  });

  it("has patterns that this runtime can read", () => {
    for (const { pattern } of ConfigSchema.of(release).table.nodes) if (pattern !== undefined) expect(() => new RegExp(pattern, "u")).not.toThrow();
  });

  it("names only paths that there are, as sensitive and as reloading", () => {
    const schema = ConfigSchema.of(release);
    const named = [...Object.keys(schema.table.reload).filter((path) => path !== ""), ...schema.table.sensitive];
    expect(named.filter((path) => schema.nodesAt(path.split(".")).length === 0)).toEqual(release.package === "clawdbot" ? hintsForNothing : []);
  });

  it("belongs to a release, by its name", () => {
    expect(ConfigSchema.of(release).table.release).toEqual(release);
  });
});

it("every file of the folder that is a table is known", () => {
  expect(readdirSync(folder).filter((file) => file.endsWith(".json"))).toEqual(knownReleases().map(({ package: name, version }) => `${name}-${version}.json`));
});

describe("the renamed keys", () => {
  const has = (schema: ConfigSchema, path: Path): boolean => schema.nodesAt(path.slice(0, -1)).some(({ properties }) => properties !== undefined && Object.hasOwn(properties, path.at(-1) ?? ""));
  const mayStand = (schema: ConfigSchema, path: Path): boolean => schema.nodesAt(path).length > 0;

  /** The keys of Clawdbot that a pattern means: `*` is any channel there is, and any key of a map. */
  function meantBy(pattern: Path, path: Path = []): Path[] {
    const [key, ...rest] = pattern;
    if (key === undefined) return [path];
    const named = clawdbot.nodesAt(path).flatMap(({ properties }) => Object.keys(properties ?? {}));
    const keys = key === "*" && named.length > 0 ? named : [key];
    return keys.flatMap((each) => (mayStand(clawdbot, [...path, each]) ? meantBy(rest, [...path, each]) : []));
  }

  it.each(renamedKeys)("$clawdbot is Clawdbot's, and what it is in OpenClaw is there", ({ clawdbot: old, openclaw: renamed }) => {
    const meant = meantBy(old.split(".")).filter((path) => has(clawdbot, path));
    expect(meant).not.toEqual([]);
    for (const path of meant) {
      const [renaming] = renamings(path, openclaw.table.release).filter(({ from }) => from.length === path.length);
      // A channel that OpenClaw knows only by its plugin has no keys here.
      if (old.includes("*") && !has(openclaw, path.slice(0, 2))) continue;
      expect(mayStand(openclaw, path) ? `${path.join(".")} is OpenClaw's` : undefined).toBeUndefined();
      if (renamed !== undefined) expect(mayStand(openclaw, renaming?.to ?? []) ? undefined : `${(renaming?.to ?? path).join(".")} is not OpenClaw's`).toBeUndefined();
    }
  });

  it("lead back, except where Clawdbot has the new name, too", () => {
    const both = renamedKeys.filter(({ openclaw: renamed }) => renamed !== undefined && !renamed.includes("*") && has(clawdbot, renamed.split(".")));
    expect(both.map(({ openclaw: renamed }) => renamed)).toEqual([
      "agents.defaults.sandbox.scope",
      "tools.media.models",
      "channels.slack.replyToModeByChatType.direct",
      "session.reset.idleMinutes",
      "agents.defaults.typingMode",
      "tools.message.crossContext",
    ]);
    for (const { openclaw: renamed, clawdbot: old } of renamedKeys) {
      if (renamed === undefined || both.some((entry) => entry.openclaw === renamed)) continue;
      expect(renamings(renamed.split("."), clawdbot.table.release)).toContainEqual({ from: renamed.split("."), to: old.split(".") });
    }
  });
});
