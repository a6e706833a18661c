import { describe, expect, it } from "vitest";
import { baseline, production, rules, type GuardSettings, type RuleName } from "../../policies";
import { settingsOf } from "../../policies/levels";
import { unknownValue } from "../../sdk/config";
import { lines, resourcesOf, type Line } from "./fleet";
import { packOf, runPack } from "./pack";

const stack = { type: "pulumi:pulumi:Stack", urn: "urn:pulumi:test::fleet::pulumi:pulumi:Stack::fleet-test", inputs: {} };

/** One finding of every rule. */
const bad: Readonly<Record<RuleName, Parameters<typeof resourcesOf>[0]>> = {
  "no-public-admin-endpoint": { document: { "/gateway/bind": "lan" } },
  "no-plaintext-secrets": { document: { "/models/providers/demo/apiKey": "plain" } },
  "egress-allowlist": { document: { "/models/providers/demo/baseUrl": "https://api.example.com" } },
  "skills-allowlist": { document: { "/skills/allowBundled": undefined } },
  "plugin-pinning": { document: { "/plugins/allow": ["*"] } },
  "version-pinning": { release: { version: "latest" } },
  "install-source": { release: { package: "moltbot" } },
  "node-runtime": { host: {}, projection: { host: { runtime: "deno" } } },
  isolation: { connection: {} },
  "tool-permissions": { document: { "/commands/bash": true } },
  "dm-policy": { document: { "/channels/telegram/dmPolicy": "open" } },
  "heartbeat-cost": { document: { "/agents/defaults/heartbeat/every": "1m" } },
  "restart-budget": { impact: null },
  "audit-required": { document: { "/logging/level": "silent" } },
};

describe("a pack", () => {
  // Mutation: a rule that is taken out of a pack, or that reports nothing there, is noticed.
  it.each(Object.entries({ baseline, production }).flatMap(([name, settings]) => (Object.keys(rules) as RuleName[]).map((rule) => ({ name, settings, rule }))))("$name runs $rule", ({ settings, rule }) => {
    for (const line of Object.keys(lines) as Line[]) {
      expect(runPack(packOf(settings), resourcesOf(bad[rule], line)).map(({ policy }) => policy)).toContain(rule);
      const others = packOf(settings).filter(({ name }) => name !== rule);
      expect(runPack(others, resourcesOf(bad[rule], line)).map(({ policy }) => policy)).not.toContain(rule);
    }
  });

  it("baseline stops what no fleet may be, and only tells of the rest", () => {
    const levels = Object.fromEntries(Object.entries(settingsOf(baseline)).map(([name, { level }]) => [name, level]));
    expect(Object.entries(levels).filter(([, level]) => level !== "mandatory")).toEqual([["egress-allowlist", "advisory"], ["skills-allowlist", "advisory"], ["heartbeat-cost", "advisory"], ["restart-budget", "advisory"]]);
  });

  it("production stops everything, and is the stricter one in every option it sets", () => {
    expect(Object.values(settingsOf(production)).every(({ level }) => level === "mandatory")).toBe(true);
    const good = { host: {}, projection: { egress: { hosts: [], enforced: true } } };
    expect(runPack(packOf(production), resourcesOf(good, "openclaw"))).toEqual([]);
    const onlyThere: readonly [RuleName, Parameters<typeof resourcesOf>[0], Line][] = [
      ["no-plaintext-secrets", { projection: { secrets: [{ at: "KEY", source: "value", held: "environment" }] } }, "openclaw"],
      ["no-plaintext-secrets", {}, "clawdbot"],
      ["egress-allowlist", { projection: { egress: { hosts: [], enforced: false } } }, "openclaw"],
      ["install-source", {}, "openclaw"],
      ["node-runtime", {}, "openclaw"],
      ["heartbeat-cost", { document: { "/agents/defaults/heartbeat/every": "45m" } }, "openclaw"],
      ["audit-required", { document: { "/security/audit/suppressions": [{ checkId: "x" }] } }, "openclaw"],
    ];
    for (const [rule, bot, line] of onlyThere) {
      const found = (settings: GuardSettings): string[] => runPack(packOf(settings), resourcesOf(bot, line)).map(({ policy }) => policy);
      expect(found(production), rule).toContain(rule);
      expect(found(baseline), rule).not.toContain(rule);
    }
  });

  it("takes levels and options from its maker, and over them from --policy-pack-config", () => {
    const settings: GuardSettings = { all: "disabled", "heartbeat-cost": { level: "advisory", minimumMinutes: 60 } };
    const often = resourcesOf({ document: { "/agents/defaults/heartbeat/every": "45m" } }, "openclaw");
    expect(runPack(packOf(settings), often).map(({ policy, level }) => ({ policy, level }))).toEqual([{ policy: "heartbeat-cost", level: "advisory" }]);
    expect(runPack(packOf(settings), often, { "heartbeat-cost": { minimumMinutes: 45 } })).toEqual([]);
  });

  it("refuses a rule, a level or an option that there is not", () => {
    const refused = (settings: object): string => {
      try {
        settingsOf(settings as GuardSettings);
        return "";
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(refused({ "dm-polcy": "mandatory" })).toMatch(/^policy pack: "dm-polcy" is not a rule\. There are no-public-admin-endpoint, .*audit-required\.$/);
    expect(refused({ all: "manditory" })).toBe("policy pack: all: the level must be one of advisory, mandatory, disabled.");
    expect(refused({ "dm-policy": "remediate" })).toBe("policy pack: dm-policy: the level must be one of advisory, mandatory, disabled.");
    expect(refused({ "dm-policy": { opened: [] } })).toBe('policy pack: dm-policy: "opened" is not an option of this rule, or not of its type. There are level, strict, open.');
    expect(refused({ "dm-policy": { open: "slack" } })).toContain('"open" is not an option of this rule, or not of its type.');
  });

  it("reports a misspelt rule and a misspelt option of --policy-pack-config at once", () => {
    const named = runPack(packOf({ all: "disabled" }, { configured: ["all", "dm-policy", "dm-polcy"] }), [stack]);
    expect(named).toEqual([{ policy: "policy-configuration", level: "mandatory", message: expect.stringContaining('"dm-polcy" in --policy-pack-config is not a rule. Use no-public-admin-endpoint,') as string }]);
    const optioned = runPack(packOf({ all: "disabled", "dm-policy": "mandatory" }), resourcesOf({}, "openclaw"), { "dm-policy": { opened: ["slack"] } });
    expect(optioned.map(({ message }) => message)).toEqual(["bot alice-config: option.opened is not an option of this rule, or not of its type. Use strict, open. (dm-policy)"]);
  });

  it("reports a rule that fails as one that judged nothing, without its words", () => {
    const [, , ...others] = packOf({});
    const policy = packOf({}).find(({ name }) => name === "dm-policy");
    const spoilt = [{ type: "pulumi-nodejs:dynamic/molthub:GatewayConfig", urn: "urn:pulumi:test::fleet::molthub:index:MoltbotInstance$x::alice-config", inputs: { ...(resourcesOf({}, "openclaw").at(-1)?.inputs as object), unmanaged: ["not a path MARKER"] } }];
    const found = runPack(policy === undefined ? others : [policy], spoilt);
    expect(found).toEqual([{ policy: "dm-policy", level: "mandatory", message: "bot alice-config: <root> could not be judged, because the rule itself failed (MolthubError). Tell the makers of Molthub, and switch this rule off until then. (dm-policy)" }]);
  });
});

describe("a leaf that is not known yet", () => {
  const open = resourcesOf({ document: { "/channels/telegram/dmPolicy": unknownValue } }, "openclaw");
  const levelsOf = (settings: GuardSettings, config = {}, isPreview = true): string[] => runPack(packOf({ all: "disabled", ...settings }, { isPreview }), open, config).map(({ level }) => level);

  it("is told in a preview, and stops nothing", () => {
    const [found] = runPack(packOf({ all: "disabled", "dm-policy": "mandatory" }), open);
    expect(found).toEqual({ policy: "dm-policy", level: "advisory", message: "bot alice: channels.telegram.dmPolicy is not known yet, so it is judged at up, before the bot is written. Set the channel's dmPolicy (or dm.policy) to \"pairing\", \"allowlist\" or \"disabled\", and name the senders in allowFrom. (dm-policy)" });
  });

  it("stops an update, and a preview that is strict", () => {
    expect(levelsOf({ "dm-policy": "mandatory" }, {}, false)).toEqual(["mandatory"]);
    expect(levelsOf({ "dm-policy": { level: "mandatory", strict: true } })).toEqual(["mandatory"]);
    expect(levelsOf({ strict: true, "dm-policy": "mandatory" })).toEqual(["mandatory"]);
    expect(levelsOf({ "dm-policy": "mandatory" }, { "dm-policy": { strict: true } })).toEqual(["mandatory"]);
    expect(levelsOf({ strict: true, "dm-policy": { level: "mandatory", strict: false } })).toEqual(["advisory"]);
  });

  it("hides nothing else: what is bad beside it is a violation", () => {
    const both = resourcesOf({ document: { "/channels/telegram": { dmPolicy: unknownValue, allowFrom: ["*"] }, "/gateway/bind": "lan" } }, "openclaw");
    expect(runPack(packOf(baseline), both).filter(({ level }) => level === "mandatory").map(({ policy }) => policy)).toEqual(["no-public-admin-endpoint", "dm-policy"]);
  });
});

describe("messages", () => {
  it("name what is left to the bot as `unmanaged` does", () => {
    const found = runPack(packOf({ all: "disabled", "no-plaintext-secrets": "mandatory" }), resourcesOf({ unmanaged: ["channels.*.botToken"] }, "openclaw"));
    expect(found.map(({ message }) => message)).toEqual(["bot alice: channels.*.botToken is left to the bot, so nobody decides it. Take it out of `unmanaged`. (no-plaintext-secrets)"]);
  });

  it("hold no value of a document, a projection, a host or a connection, and no key that is a secret", () => {
    const marker = "MARKER-1414213562";
    const planted = (line: Line): ReturnType<typeof resourcesOf> => [
      ...resourcesOf({ document: { "/gateway": { bind: marker, auth: { mode: marker, token: marker }, trustedProxies: [marker], tailscale: { mode: marker }, controlUi: { allowedOrigins: [`*${marker}`] } }, "/channels/telegram": { botToken: marker, dmPolicy: marker, allowFrom: [marker, "*"], groupPolicy: marker, accounts: { x: { botToken: marker } } } }, host: { token: marker, environment: { KEY: marker } }, connection: { endpoint: { address: marker }, token: marker } }, line),
      ...resourcesOf({
        name: "bob",
        document: {
          "/tools": { profile: marker, exec: { mode: marker, security: marker, host: marker }, elevated: { allowFrom: { slack: [marker] } } },
          "/channels/telegram": { botToken: marker },
          "/agents/defaults/heartbeat/every": marker,
          "/skills": { allowBundled: [`*${marker}`], load: { extraDirs: [`/${marker}`] }, entries: { x: { apiKey: marker } } },
          "/plugins": { allow: [`*${marker}`], load: { paths: [`/${marker}`] }, installs: { x: { source: marker, spec: marker } } },
          "/models/providers/demo": { baseUrl: `https://${marker}.example/`, apiKey: marker },
          "/whatever": { [`xoxb-${marker}`]: ["sk-ant-000000000000"], deep: [[{ token: marker }]], pin: { password: 1414213562 } },
          "/mcp/servers/db": { args: ["--token", marker], env: { X: marker } },
          "/logging": { level: marker },
        },
        release: { version: marker },
        connection: { endpoint: { address: marker }, token: marker },
        projection: { plugins: [{ id: "x", package: `https://${marker}`, version: marker, integrity: marker }], egress: { hosts: [`*.${marker}`], enforced: false }, connectors: [{ name: "c", kind: "telegram", shared: false, references: [marker] }] },
      }, line),
      ...resourcesOf({ name: "carol", projection: { connectors: [{ name: "c", kind: "telegram", shared: false, references: [marker] }] } }, line),
    ];
    for (const line of Object.keys(lines) as Line[]) {
      const found = runPack(packOf(production), planted(line));
      expect(new Set(found.map(({ policy }) => policy)).size).toBeGreaterThan(9);
      for (const { message } of found) expect(message).not.toMatch(/MARKER|1414213562|sk-ant/);
    }
  });
});
