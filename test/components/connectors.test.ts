import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { Connector, MoltbotFleet, MoltbotInstance, secret, type MoltbotFleetArgs } from "../../components";
import { failedProgram, runComponent } from "./runComponent";

const gateway = { version: "2026.9.6" };
const model = (): Connector => new Connector("anthropic", { modelProvider: { id: "anthropic", apiKey: secret.env("ANTHROPIC_API_KEY") } });
const telegram = (): Connector => new Connector("support-tg", { telegram: { botToken: secret.from("vault:kv/molt/{bot}/telegram#token", { version: 2 }) } });
const fleet = (args: Partial<MoltbotFleetArgs> & Pick<MoltbotFleetArgs, "bots">): MoltbotFleet => new MoltbotFleet("support", { gateway, ...args });

describe("a connector", () => {
  it("gives each bot it is attached to its fragment, and the way to its secrets; others nothing", async () => {
    const { named } = await runComponent(() => fleet({ connectors: [model()], bots: { alice: { connectors: [telegram()] }, bob: {} } }));
    expect(named("support-alice-config").inputs).toMatchObject({
      document: { models: { providers: { anthropic: { apiKey: "${ANTHROPIC_API_KEY}" } } }, channels: { telegram: { botToken: { source: "store", provider: "default", id: "CHANNELS_TELEGRAM_BOT_TOKEN" } } } },
      secrets: { CHANNELS_TELEGRAM_BOT_TOKEN: { from: "vault:kv/molt/alice/telegram#token", version: "2" } },
      secretPaths: ["/channels/telegram/botToken/id"],
      connectors: ["anthropic", "support-tg"],
      environment: ["ANTHROPIC_API_KEY"],
    });
    expect(named("support-alice-gateway").inputs["environmentFrom"]).toEqual({ ANTHROPIC_API_KEY: { from: "env:ANTHROPIC_API_KEY" } });
    expect(named("support-bob-config").inputs).toMatchObject({ document: { models: { providers: { anthropic: { apiKey: "${ANTHROPIC_API_KEY}" } } } }, connectors: ["anthropic"] });
    expect(named("support-bob-config").inputs).not.toHaveProperty("secrets");
  });

  it("stands in the stack with what people must know of it, and no value", async () => {
    const { named, resources } = await runComponent(() => new Connector("support", { slack: { botToken: pulumi.secret("xoxb-MARKER"), appToken: "xapp-MARKER" }, expires: "2027-01-31" }));
    expect(named("support").inputs).toMatchObject({ name: "support", kind: "slack", shared: false, credentials: ["value", "value"], expires: "2027-01-31" });
    expect(JSON.stringify(resources)).not.toContain("MARKER");
  });

  it("is a layer between the profiles and the overlays", async () => {
    const { named } = await runComponent(() =>
      fleet({
        connectors: [new Connector("own", { modelProvider: { id: "own", apiKey: secret.env("KEY"), baseUrl: "https://connector.example/v1" } })],
        profiles: [{ models: { providers: { own: { baseUrl: "https://profile.example" } } } }],
        bots: { alice: {}, bob: { overlay: { models: { providers: { own: { baseUrl: "https://overlay.example" } } } } } },
      }),
    );
    const baseUrl = (bot: string): unknown => (named(`support-${bot}-config`).inputs["document"] as { models: { providers: { own: { baseUrl: string } } } }).models.providers.own.baseUrl;
    expect([baseUrl("alice"), baseUrl("bob")]).toEqual(["https://connector.example/v1", "https://overlay.example"]);
  });

  it("is attached by a selector to the bots that it selects, and once where it is attached twice", async () => {
    const { named } = await runComponent(() => {
      const tg = telegram();
      return fleet({ connectors: [{ connector: tg, selector: { matchLabels: { region: "eu" } } }], bots: { alice: { labels: { region: "eu" }, connectors: [tg] }, bob: { labels: { region: "us" } } } });
    });
    expect(named("support-alice-config").inputs["connectors"]).toEqual(["support-tg"]);
    expect(named("support-bob-config").inputs).not.toHaveProperty("connectors");
  });

  it("shows policies its kind, its references and the hosts it must reach", async () => {
    const { named } = await runComponent(() => new MoltbotInstance("alice", { gateway, connectors: [model(), telegram()] }));
    expect(named("alice").inputs).toMatchObject({
      connectors: [
        { name: "anthropic", kind: "modelProvider", shared: true, references: ["env:ANTHROPIC_API_KEY"] },
        { name: "support-tg", kind: "telegram", shared: false, references: ["vault:kv/molt/alice/telegram#token"] },
      ],
      secrets: [
        { at: "ANTHROPIC_API_KEY", source: "env", held: "environment" },
        { at: "channels.telegram.botToken", source: "from", held: "store" },
      ],
      egress: { hosts: ["api.anthropic.com", "api.telegram.org"], enforced: false },
      host: { environment: ["ANTHROPIC_API_KEY"] },
    });
  });

  it("shows policies the account and the plugin of a channel, and no reference for a value that the program gives", async () => {
    const integrity = `sha512-${"A".repeat(86)}==`;
    const { named } = await runComponent(() =>
      new MoltbotInstance("alice", {
        gateway,
        plugins: { whatsapp: { version: "2026.9.6", integrity }, slack: { version: "2026.9.6", integrity } },
        connectors: [new Connector("wa", { whatsapp: { number: "+491701234567" } }), new Connector("slack", { slack: { botToken: pulumi.secret("xoxb-1"), appToken: secret.env("APP_TOKEN") } })],
      }),
    );
    expect(named("alice").inputs["connectors"]).toEqual([
      { name: "wa", kind: "whatsapp", shared: false, references: ["whatsapp:+491701234567"], plugin: { id: "whatsapp", package: "@openclaw/whatsapp", version: "2026.9.6" } },
      { name: "slack", kind: "slack", shared: false, references: ["env:APP_TOKEN"], plugin: { id: "slack", package: "@openclaw/slack", version: "2026.9.6" } },
    ]);
  });
});

describe("refused at preview, before any bot is registered, is", () => {
  it.each<[string, () => unknown, string]>([
    ["one Telegram token for two bots", () => fleet({ connectors: [new Connector("tg", { telegram: { botToken: secret.env("TG") } })], bots: { alice: {}, bob: {} } }), "bots alice and bob: connector tg: have one credential (env:TG)"],
    ["a bot that may not attach it", () => fleet({ connectors: [new Connector("tg", { telegram: { botToken: secret.env("TG") }, allow: { bots: ["bob"] } })], bots: { alice: {} } }), "bot alice: connector tg: may not be attached: it is for bob only"],
    ["a connector of two kinds", () => new Connector("tg", { telegram: { botToken: "x" }, discord: { token: "x" } }), "connector tg: is telegram and discord. Give exactly one of"],
    ["a connector of none", () => new Connector("tg", {}), "connector tg: names no kind"],
    ["an unknown kind", () => new Connector("tg", { signal: {} } as object), 'connector tg: "signal" is not a kind of connector'],
    ["a day that is none", () => new Connector("tg", { telegram: { botToken: "x" }, expires: "soon" }), 'connector tg: expires: must be a day, as "2027-01-31"'],
    ["two connectors of one name", () => fleet({ connectors: [telegram(), new Connector("support-tg", { telegram: { botToken: "x" } }, { aliases: [] })], bots: { alice: {} } }), "bot alice: connectors: two of them are named support-tg"],
    ["two web hooks with a token each", () => fleet({ connectors: [new Connector("ci", { webhook: { token: secret.env("CI") } })], bots: { alice: { connectors: [new Connector("shop", { webhook: { token: secret.env("SHOP") } })] } } }), "bot alice: connectors ci and shop both set hooks.token, to different values. Attach one of them."],
    ["a connector that a release cannot have", () => fleet({ gateway: { package: "clawdbot", version: "2026.1.24-3" }, connectors: [new Connector("tools", { mcpServer: { url: "https://mcp.example" } }), model()], bots: { alice: { target: { external: { address: "ws://127.0.0.1:18789", token: "t" } } } } }), "bot alice: connector tools: clawdbot 2026.1.24-3 has no MCP servers."],
    ["what is no connector", () => fleet({ connectors: [{} as Connector], bots: { alice: {} } }), "bot alice: connectors: one of them is no connector"],
    ["a reference to nowhere", () => secret.from("vault:kv"), "a secret reference to vault has another form"],
  ])("%s", async (_what, program, told) => {
    const { error, resources } = await failedProgram(program);
    expect(error).toSatisfy(pulumi.RunError.isInstance);
    expect((error as Error).message).toContain(told);
    expect(resources.filter(({ type }) => !type.endsWith(":Connector"))).toEqual([]);
  });
});
