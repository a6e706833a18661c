import { describe, expect, it } from "vitest";
import { ConfigSchema, formatPath, parsePattern, textPlaces } from "../../sdk/config";
import { clawdbot, openclaw } from "../templates/rendered";

function placesOf(pattern: string, release = openclaw): string[] {
  return [...textPlaces(parsePattern(pattern, "test"), ConfigSchema.of(release))].map(({ path, open }) => `${formatPath(path)}${open ? " open" : ""}`);
}

describe("the places of texts", () => {
  it("are those that a pattern names and those in it, in maps and lists, too", () => {
    expect(placesOf("agents.entries.main.identity").sort()).toEqual(["avatar", "emoji", "name", "theme"].map((key) => `agents.entries.main.identity.${key}`));
    expect(placesOf("mcp.servers.*.env")).toContain('mcp.servers["*"].env["*"]');
    expect(placesOf("agents", clawdbot)).toContain('agents.list["*"].identity.name');
  });

  it("are of each key that a schema names where a pattern leaves it open", () => {
    expect(placesOf("channels.*.botToken")).toEqual(expect.arrayContaining(["channels.telegram.botToken", "channels.slack.botToken", 'channels["*"].botToken open']));
  });

  it("are none where a text has a fixed choice, where there is none, and at what no release has", () => {
    expect([placesOf("tools.exec.host"), placesOf("browser.enabled"), placesOf("agents.list")]).toEqual([[], [], []]);
  });

  it("are open where the schema says nothing", () => {
    expect(placesOf("plugins.entries.foo.config.deep")).toEqual(["plugins.entries.foo.config.deep open"]);
  });
});
