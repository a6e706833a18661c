import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { MoltbotInstance, OperatorDevice, type LocalGateway, type MoltbotInstanceArgs } from "../../components";
import { slack } from "../hosts/local/slackPlugin";
import { runComponent } from "./runComponent";

const gateway = { version: "2026.9.6" };

const alice = (args: Partial<MoltbotInstanceArgs> = {}): MoltbotInstance => new MoltbotInstance("alice", { gateway, ...args });

afterEach(() => vi.unstubAllEnvs());

describe("MoltbotInstance", () => {
  it("is a component with a device, an identity, a gateway and a config", async () => {
    const { tree } = await runComponent(() => alice());
    expect(tree).toBe(
      ["MoltbotInstance alice", "  OperatorDevice alice-device", "  GatewayIdentity alice-identity", "  LocalGateway alice-gateway", "  GatewayConfig alice-config"].join("\n"),
    );
  });

  it("has the type tokens that every stack's state names, for ever", async () => {
    const { resources } = await runComponent(() => alice());
    expect(resources.map(({ type, custom }) => `${type}${custom ? "" : " (component)"}`)).toEqual([
      "molthub:index:MoltbotInstance (component)",
      "pulumi-nodejs:dynamic/molthub:OperatorDevice",
      "pulumi-nodejs:dynamic/molthub:GatewayIdentity",
      "pulumi-nodejs:dynamic/molthub:LocalGateway",
      "pulumi-nodejs:dynamic/molthub:GatewayConfig",
    ]);
  });

  it("makes no device when it is given one, and connects as that one", async () => {
    const { byType, named } = await runComponent(() => alice({ device: new OperatorDevice("shared", {}) }));
    expect(byType("OperatorDevice")).toEqual(["shared"]);
    expect(named("alice-config").inputs["connection"]).toMatchObject({ device: { deviceId: "id of shared" } });
  });

  it("says what the gateway should be", async () => {
    const { named } = await runComponent(() => alice({ port: 20_000, target: { local: { dataDir: "/srv/alice", heapMb: 768 } }, tokenVersion: 3, bot: "ally" }));
    expect(named("alice-gateway").inputs).toMatchObject({
      project: "project",
      stack: "dev",
      bot: "ally",
      dataDir: "/srv/alice",
      release: { package: "openclaw", version: "2026.9.6" },
      port: 20_000,
      heapMb: 768,
      state: "running",
    });
    expect(named("alice-identity").inputs).toMatchObject({ bot: "ally", tokenVersion: 3 });
  });

  it("has a folder below the project's, by stack and bot, and always the same port", async () => {
    const first = (await runComponent(() => alice())).named("alice-gateway").inputs;
    const second = (await runComponent(() => alice())).named("alice-gateway").inputs;
    expect(first["dataDir"]).toMatch(/\/\.molthub\/dev\/alice$/);
    expect(first["port"]).toBe(second["port"]);
  });

  it("has its folder where a rollback says that the project is", async () => {
    vi.stubEnv("MOLTHUB_PROJECT_DIR", "/srv/project");
    expect((await runComponent(() => alice())).named("alice-gateway").inputs["dataDir"]).toBe("/srv/project/.molthub/dev/alice");
  });

  it("writes the config only once the gateway is there", async () => {
    const { named } = await runComponent(() => alice());
    expect(named("alice-config").dependencies).toContain("alice-gateway");
  });

  it("keeps token, device key and environment secret, on their way in and in the state", async () => {
    const { resources, named } = await runComponent(() => alice({ env: { API_KEY: "ENV-MARKER", OTHER: pulumi.secret("ENV-MARKER") } }));
    expect(named("alice-gateway").inputs["environment"]).toHaveProperty("secret");
    expect(inClear(resources)).not.toMatch(/ENV-MARKER|TOKEN of|PRIVATE KEY of/);
    expect(named("alice-device").additionalSecretOutputs).toEqual(["privateKey"]);
    expect(named("alice-identity").additionalSecretOutputs).toEqual(["token"]);
    expect(named("alice-gateway").additionalSecretOutputs).toEqual(["token", "environment"]);
    expect(named("alice-config").additionalSecretOutputs).toEqual(["sealed", "secretValues", "applied", "standing"]);
  });

  it("makes a secret of what a layer has in clear: by its place, its key or its shape, and no secret of a mere reference", async () => {
    const { named, resources } = await runComponent(() =>
      alice({
        plugins: { slack },
        template: {
          channels: { telegram: { botToken: "LEAF-MARKER-1" }, slack: { botToken: "${SLACK_BOT_TOKEN}", appToken: { source: "store", provider: "default", id: "SLACK_APP" } } },
          models: { providers: { x: { baseUrl: "https://x.example", headers: { "x-api-key": "LEAF-MARKER-2" }, models: [] } } },
          messages: { responsePrefix: "sk-LEAF-MARKER-3" },
          tools: { deny: ["exec", "sk-LEAF-MARKER-4"], allow: ["cron"] },
        },
      }),
    );
    expect(inClear(resources)).not.toContain("LEAF-MARKER");
    expect(named("alice-config").inputs).toMatchObject({
      document: { channels: { telegram: { botToken: { secret: "LEAF-MARKER-1" } }, slack: { botToken: "${SLACK_BOT_TOKEN}", appToken: { source: "store", provider: "default", id: "SLACK_APP" } } }, models: { providers: { x: { baseUrl: "https://x.example" } } }, tools: { allow: ["cron"] } },
      secretPaths: ["/channels/telegram/botToken", "/messages/responsePrefix", "/models/providers/x/headers/x-api-key", "/tools/deny"],
    });
  });

  it("shows policies its projection only: no document, no secret", async () => {
    const { named } = await runComponent(() =>
      alice({ plugins: { slack }, port: 20_000, env: { Z_KEY: "ENV-MARKER", A_KEY: "x" }, overlay: { channels: { telegram: { botToken: pulumi.secret("LEAF-MARKER") }, slack: {} }, messages: { responsePrefix: "DOC-MARKER" } } }),
    );
    expect(named("alice").inputs).toEqual({
      bot: "alice",
      package: "openclaw",
      version: "2026.9.6",
      target: "local",
      channels: ["slack", "telegram"],
      connectors: [],
      secrets: [
        { at: "A_KEY", source: "value", held: "environment" },
        { at: "Z_KEY", source: "value", held: "environment" },
        { at: "channels.telegram.botToken", source: "value", held: "store" },
      ],
      plugins: [{ id: "slack", package: "@openclaw/slack", ...slack }],
      egress: { hosts: [], enforced: false },
      host: { runtime: "node", exposure: "loopback", port: 20_000, dataDir: expect.stringMatching(/alice$/) as string, environment: ["A_KEY", "Z_KEY"] },
    });
  });

  it("gives its endpoint, its token as a secret, its digest, and its children", async () => {
    const { result } = await runComponent(() => alice());
    expect(await pulumi.isSecret(result.token)).toBe(true);
    expect(await valueOf(result.endpoint)).toBe("ws://alice-gateway");
    expect(await valueOf(result.digest)).toBe("digest of alice-config");
    expect(Object.keys(result.nodes)).toEqual(["identity", "gateway", "config"]);
    expect(await valueOf((result.nodes.gateway as LocalGateway).dataId)).toBe("data of alice-gateway");
  });

  it("knows its own kind, also from another copy of the library", async () => {
    const { result } = await runComponent(() => alice());
    expect(MoltbotInstance.__pulumiType).toBe("molthub:index:MoltbotInstance");
    expect(MoltbotInstance.isInstance(result)).toBe(true);
    expect(MoltbotInstance.isInstance({ __pulumiType: "molthub:index:MoltbotInstance" })).toBe(true);
    expect([undefined, null, 1, {}, result.nodes.gateway].map(MoltbotInstance.isInstance)).toEqual([false, false, false, false, false]);
  });

  it("passes the user's options on", async () => {
    const { named } = await runComponent(() => new MoltbotInstance("alice", { gateway }, { protect: true }));
    expect(named("alice").protect).toBe(true);
    expect(named("alice-gateway").protect).toBe(true);
  });
});

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => void output.apply(resolve));
}

/** What is registered, without what is marked as secret. */
function inClear(resources: readonly unknown[]): string {
  return JSON.stringify(resources, (_key, value: unknown) => (typeof value === "object" && value !== null && "secret" in value ? "[secret]" : value));
}
