import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { botFiles } from "../../../sdk/hosts/local";
import { environmentFile, gatewayEnvironment } from "../../../sdk/hosts/local/environment";
import { parseDotenv } from "./dotenv";

describe("environmentFile", () => {
  // One that the file cannot express, or that dotenv itself would change, is not in here: see below.
  const value = fc
    .string({ unit: fc.oneof(fc.constantFrom("'", '"', "`", "\n", "#", "$", "{", "}", "=", "\\", " ", "\t", "A=1", "ü", "💬"), fc.string({ maxLength: 1 })), maxLength: 12 })
    .filter((text) => !(text.includes("'") && text.includes("`")) && !text.includes("\r") && !text.endsWith("\\"));
  const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/).filter((text) => !/^(OPENCLAW_|MOLTHUB_)/.test(text));

  it("gives the Gateway exactly the values that it was made from, whatever they hold", () => {
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 5, noNullPrototype: true }), (environment) => {
        expect(parseDotenv(environmentFile(environment, "alice"))).toEqual(environment);
      }),
      { numRuns: 1_000 },
    );
  });

  it("holds a private key with its line breaks, and a password with every sign", () => {
    const environment = { KEY: "-----BEGIN PRIVATE KEY-----\nMC4CAQ==\n-----END PRIVATE KEY-----\n", PASSWORD: `a"b'c$d #e\\n\${HOME}` };
    expect(parseDotenv(environmentFile(environment, "alice"))).toEqual(environment);
  });

  it("holds or refuses a value with a carriage return", () => {
    expectSameOrRefused({ KEY: "line 1\r\nline 2" });
  });

  it("holds or refuses a value that ends with a backslash", () => {
    expectSameOrRefused({ A: "ends with \\", B: "# not a comment" });
  });

  it("is the same for any order of the names", () => {
    expect(environmentFile({ B: "2", A: "1" }, "alice")).toBe("A='1'\nB='2'\n");
  });

  it("refuses a value that it cannot express, and does not tell it", () => {
    const message = "bot alice: env: the value of KEY holds both a single quote and a back quote, which the bot's environment file cannot express.";
    expect(() => environmentFile({ KEY: "it's `MARKER`" }, "alice")).toThrow(expect.objectContaining({ code: "invalid-environment", message }));
  });

  it.each(["OPENCLAW_GATEWAY_TOKEN", "MOLTHUB_GATEWAY", "lower", "WITH-DASH", "1ST", "", "A B", "A\nB"])("refuses the name %j", (bad) => {
    const message = `bot alice: env: ${JSON.stringify(bad)} cannot be set. Use upper-case letters, digits and underscores; names that start with OPENCLAW_ or MOLTHUB_ are set by Molthub.`;
    expect(() => environmentFile({ [bad]: "x" }, "alice")).toThrow(expect.objectContaining({ code: "invalid-environment", message }));
  });
});

function expectSameOrRefused(environment: Record<string, string>): void {
  let text: string;
  try {
    text = environmentFile(environment, "alice");
  } catch {
    return;
  }
  expect(parseDotenv(text)).toEqual(environment);
}

describe("gatewayEnvironment", () => {
  it("takes nothing over from the shell, and gives each bot a home, a state and a config of its own", () => {
    process.env["FROM_THE_SHELL"] = "1";
    try {
      const spec = { project: "p", stack: "s", resource: "alice-gateway", bot: "alice", dataDir: "/bots/alice", release: { package: "openclaw", version: "1" }, port: 20_000, token: "t", environment: { API_KEY: "ENV-MARKER" }, heapMb: 1, plugins: {} };
      const environment = gatewayEnvironment(spec, botFiles("/bots/alice"), "/node/bin/node");
      expect(environment).toMatchObject({
        HOME: "/bots/alice/home",
        OPENCLAW_STATE_DIR: "/bots/alice/state",
        OPENCLAW_CONFIG_PATH: "/bots/alice/state/openclaw.json",
        OPENCLAW_GATEWAY_PORT: "20000",
        OPENCLAW_GATEWAY_TOKEN: "t",
        MOLTHUB_GATEWAY: "/bots/alice",
        PATH: expect.stringMatching(/^\/node\/bin:/) as string,
      });
      expect(JSON.stringify(environment)).not.toMatch(/FROM_THE_SHELL|ENV-MARKER/);
    } finally {
      delete process.env["FROM_THE_SHELL"];
    }
  });
});
