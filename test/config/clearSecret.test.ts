import { describe, expect, it } from "vitest";
import { ConfigSchema, holdsClearSecret, shownValue } from "../../sdk/config";

const schema = ConfigSchema.of({ package: "openclaw", version: "2026.9.6" });

it("a number where a secret belongs is not shown: YAML makes one of a PIN, and a refused document can be explained", () => {
  expect(shownValue(12345678, ["gateway", "remote", "password"], schema)).toBe("[secret]");
  expect(shownValue([{ apiKey: 12345678 }], ["tts", "providers"], schema)).toEqual([{ apiKey: "[secret]" }]);
  expect(shownValue(18789, ["gateway", "port"], schema)).toBe(18789);
});

describe("what is a secret in clear", () => {
  const secrets: readonly [what: string, value: unknown, path: string][] = [
    ["a text in the bot's environment", "anything", "env.vars.DATABASE"],
    ["a password in an address", "postgres://molty:t0psecret@db.example/x", "mcp.servers.db.url"],
    ["a provider key by its shape", `gsk_${"a".repeat(30)}`, "messages.responsePrefix"],
    ["what the other product line takes for one", "x", "models.providers.x.headers.X-Foo"],
    ["a key that is put where a name belongs", { source: "env", provider: "default", id: "sk-abcdefghijkl" }, "messages.responsePrefix"],
  ];

  it.each(secrets.flatMap(([what, value, path]) => ["openclaw-2026.9.6", "clawdbot-2026.1.24-3"].map((name) => [what, value, path, name] as const)))("%s: %j at %s (%s)", (_what, value, path, name) => {
    const [packageName = "", ...version] = name.split("-");
    const schema = ConfigSchema.of({ package: packageName, version: version.join("-") });
    expect(holdsClearSecret(value, path.split("."), schema)).toBe(true);
    expect(JSON.stringify(shownValue(value, path.split("."), schema))).toContain("[secret]");
  });

  it("no reference, and no address without a password", () => {
    const schema = ConfigSchema.of({ package: "openclaw", version: "2026.9.6" });
    for (const value of ["${DATABASE_URL}", "https://example.com:8080/a@b", { source: "store", provider: "default", id: "SLACK_APP" }]) expect(holdsClearSecret(value, ["mcp", "servers", "db", "url"], schema)).toBe(false);
  });
});
