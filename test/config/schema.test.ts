import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigSchema } from "../../sdk/config";
import type { ReloadKind } from "../../sdk/config/releases";

const openclaw = ConfigSchema.of({ package: "openclaw", version: "2026.9.6" });
const clawdbot = ConfigSchema.of({ package: "clawdbot", version: "2026.1.24-3" });

describe("of", () => {
  it("gives the same schema for the same release", () => {
    expect(ConfigSchema.of({ package: "openclaw", version: "2026.9.6" })).toBe(openclaw);
  });

  it("says how an unknown release becomes known", () => {
    expect(() => ConfigSchema.of({ package: "openclaw", version: "2027.1.0" })).toThrow(
      expect.objectContaining({
        code: "unknown-version",
        message: "openclaw 2027.1.0 is not known to this version of Molthub. In a clone of Molthub, `npm run capture -- openclaw@2027.1.0` makes it known.",
      }),
    );
  });
});

describe("nodesAt", () => {
  it.each([
    [[], true],
    [["messages", "responsePrefix"], true],
    [["messages", "responsPrefix"], false],
    [["tools", "deny", "0"], true],
    [["tools", "deny", "0", "x"], false],
    [["agents", "entries", "any-name", "identity", "name"], true],
    [["mcp", "servers", "any", "env", "ANY"], true],
    [["channels", "telegram", "botToken", "source"], true],
    [["messages", "toString"], false],
    [["gateway", "__proto__"], false],
  ] as const)("%j: %j", (path, known) => {
    expect(openclaw.nodesAt(path).length > 0).toBe(known);
  });

  it("gives every choice of a place", () => {
    expect(openclaw.nodesAt(["channels", "telegram", "botToken"]).map(({ type }) => type)).toContain("string");
    expect(openclaw.nodesAt(["channels", "telegram", "botToken"]).map(({ type }) => type)).toContain("object");
  });

  it("knows nothing below a place that holds anything", () => {
    expect(openclaw.nodesAt(["plugins", "entries", "some-plugin", "config", "any", "thing"])).toEqual([{}]);
  });
});

describe("arrayKeyAt", () => {
  it("is the property by which items are told apart, where there is one", () => {
    expect(openclaw.arrayKeyAt(["models", "providers", "x", "models"])).toBe("id");
    expect(clawdbot.arrayKeyAt(["agents", "list"])).toBe("id");
    expect(openclaw.arrayKeyAt(["bindings"])).toBeUndefined();
    expect(openclaw.arrayKeyAt(["tools", "deny"])).toBeUndefined();
    expect(openclaw.arrayKeyAt(["nothing"])).toBeUndefined();
  });
});

describe("reloadKindOf", () => {
  const cases: readonly [path: string, kind: ReloadKind][] = [
    // Leaves whose parents say `restart` to the Gateway's own face (gateway.md 12).
    ["telemetry.enabled", "hot"],
    ["browser.enabled", "hot"],
    ["discovery.mdns.mode", "hot"],
    ["gateway.controlUi.enabled", "hot"],
    ["gateway.controlUi.basePath", "restart"],
    ["gateway.port", "restart"],
    ["env.vars.ANY_NAME", "restart"],
    ["messages.responsePrefix", "none"],
    ["agents.entries.any.identity.name", "hot"],
    // As a whole, in all its forms: also as a reference, of which the Gateway names no part.
    ["gateway.auth.token", "restart"],
    ["gateway.auth.token.id", "restart"],
    ["channels.telegram.botToken", "hot"],
    // Arrays, and their items.
    ["memory.search.extraPaths", "restart"],
    ["bindings", "none"],
    ["bindings.0.agentId", "none"],
    ["tools.deny", "hot"],
    // What is not known.
    ["nothing.there", "restart"],
    ["channels.some-plugin.token", "restart"],
    ["plugins.entries.some-plugin.config.key", "restart"],
    ["plugins.entries.telegram.enabled", "hot"],
  ];

  it.each(cases)("%s: %s", (path, kind) => {
    expect(openclaw.reloadKindOf(path.split("."))).toBe(kind);
  });

  it("is always a restart on Clawdbot", () => {
    expect(clawdbot.reloadKindOf(["messages", "responsePrefix"])).toBe("restart");
  });

  it("is the same below any key of a map", () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        expect(openclaw.reloadKindOf(["env", "vars", key])).toBe("restart");
        expect(openclaw.reloadKindOf(["channels", "modelByChannel", "telegram", key])).toBe("none");
      }),
    );
  });
});

describe("isSensitive", () => {
  it.each([
    ["gateway.auth.token", true],
    ["channels.telegram.accounts.any.botToken", true],
    ["mcp.servers.any.env.ANY", true],
    ["models.providers.any.apiKey", true],
    // Parts of a sensitive value are, too.
    ["models.providers.any.apiKey.id", true],
    ["models.providers.any.baseUrl", false],
    ["gateway.auth", false],
    ["gateway.auth.mode", false],
    ["nothing.there", false],
  ])("%s: %j", (path, sensitive) => {
    expect(openclaw.isSensitive(path.split("."))).toBe(sensitive);
  });
});
