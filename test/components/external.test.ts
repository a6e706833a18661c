import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { MoltbotFleet, MoltbotInstance, type MoltbotInstanceArgs, type TargetArgs } from "../../components";
import { failedProgram, runComponent } from "./runComponent";

const gateway = { version: "2026.9.6" };
const address = "ws://10.0.0.7:18789";
const target: TargetArgs = { external: { address, token: "TOKEN-MARKER" } };
const clawdbot = { package: "clawdbot", version: "2026.1.24-3" };

const carol = (args: Partial<MoltbotInstanceArgs> = {}): MoltbotInstance => new MoltbotInstance("carol", { gateway, target, ...args });

describe("a bot that something else runs", () => {
  it("has a device and a config, and nothing that would run it", async () => {
    const { tree, result } = await runComponent(() => carol());
    expect(tree).toBe(["MoltbotInstance carol", "  OperatorDevice carol-device", "  GatewayConfig carol-config"].join("\n"));
    expect(Object.keys(result.nodes)).toEqual(["config"]);
  });

  it("is reached at its own address, by its own token, which stays secret", async () => {
    const { named, resources, result } = await runComponent(() => carol());
    expect(named("carol-config").inputs["connection"]).toMatchObject({ endpoint: { transport: "direct", address }, token: { secret: "TOKEN-MARKER" }, device: { deviceId: "id of carol-device" } });
    expect(inClear(resources)).not.toMatch(/TOKEN-MARKER|PRIVATE KEY of/);
    expect(await pulumi.isSecret(result.token)).toBe(true);
    expect(await new Promise((resolve) => void result.endpoint.apply(resolve))).toBe(address);
  });

  it("is another bot at another address: it knows nothing of what was written into the first", async () => {
    const dataIdAt = async (at: string): Promise<unknown> => (await runComponent(() => carol({ target: { external: { address: at, token: "t" } } }))).named("carol-config").inputs["dataId"];
    expect(await dataIdAt(address)).toBe(await dataIdAt(address));
    expect(await dataIdAt(address)).not.toBe(await dataIdAt("ws://10.0.0.8:18789"));
  });

  it("may have an address and a token that are Outputs", async () => {
    const { named } = await runComponent(() => carol({ target: { external: { address: pulumi.output(address), token: pulumi.secret("TOKEN-MARKER") } } }));
    expect(named("carol-config").inputs["connection"]).toMatchObject({ endpoint: { transport: "direct", address }, token: { secret: "TOKEN-MARKER" } });
  });

  it("gets no key that its layers do not set, and they may set those that Molthub sets on its own bots", async () => {
    const template = { gateway: { bind: "lan", port: 18_789 }, logging: { file: "/var/log/carol.log" } };
    const { named } = await runComponent(() => carol({ template }));
    expect(named("carol-config").inputs["document"]).toEqual(template);
  });

  it("may be a Clawdbot", async () => {
    const { named } = await runComponent(() => carol({ gateway: clawdbot, overlay: { agents: { list: [{ id: "main" }] } } }));
    expect(named("carol-config").inputs).toMatchObject({ release: clawdbot, document: { agents: { list: [{ id: "main" }] } } });
  });

  it("shows policies that it is external, and nothing that is not ours to know", async () => {
    const { named } = await runComponent(() => carol({ overlay: { channels: { slack: {} } } }));
    expect(named("carol").inputs).toEqual({ bot: "carol", package: "openclaw", version: "2026.9.6", target: "external", channels: ["slack"], connectors: [], secrets: [], plugins: [], egress: { hosts: [], enforced: false } });
  });

  it("stands in a fleet beside bots on this machine, whose environment is not its own", async () => {
    const { byType, named } = await runComponent(() => new MoltbotFleet("f", { gateway, env: { KEY: "k" }, bots: { alice: {}, carol: { target: { local: undefined, ...target } as TargetArgs } } }));
    expect(named("f-alice-gateway").inputs["environment"]).toEqual({ secret: { KEY: "k" } });
    expect([byType("LocalGateway"), byType("GatewayIdentity"), [...byType("GatewayConfig")].sort()]).toEqual([["f-alice-gateway"], ["f-alice-identity"], ["f-alice-config", "f-carol-config"]]);
  });
});

describe("refused before anything is registered", () => {
  const notHosted = "cannot be set on an external target: whoever runs the gateway decides it. Remove it.";

  it.each<[string, Partial<MoltbotInstanceArgs>, string]>([
    ["a port", { port: 20_000 }, `bot carol: port: ${notHosted}`],
    ["environment secrets", { env: { KEY: "ENV-MARKER" } }, `bot carol: env: ${notHosted}`],
    ["a token version", { tokenVersion: 2 }, `bot carol: tokenVersion: ${notHosted}`],
    ["no address", { target: { external: { token: "t" } as { address: string; token: string } } }, 'bot carol: target: external: address: is missing. Give it, as in { address: "ws://127.0.0.1:18789", token }.'],
    ["another kind of address", { target: { external: { address: "http://127.0.0.1:18789", token: "t" } } }, 'bot carol: target: external: address: must be ws://host:port or wss://host:port and nothing else, as in "ws://127.0.0.1:18789". The token goes into `token`.'],
    ["no address at all", { target: { external: { address: "nonsense", token: "t" } } }, 'bot carol: target: external: address: must be ws://host:port or wss://host:port and nothing else, as in "ws://127.0.0.1:18789". The token goes into `token`.'],
    ["no token", { target: { external: { address } as { address: string; token: string } } }, 'bot carol: target: external: token: is missing. Give it, as in { address: "ws://127.0.0.1:18789", token }.'],
    ["a Clawdbot to be run here", { gateway: clawdbot, target: { local: {} } }, "bot carol: gateway: Molthub does not install clawdbot 2026.1.24-3. Use openclaw 2026.9.6, or run the gateway yourself and give its address: `target: { external: { address, token } }`."],
  ])("%s", async (_what, args, message) => {
    const { error, resources } = await failedProgram(() => carol(args));
    expect(error).toSatisfy(pulumi.RunError.isInstance);
    expect((error as Error).message).toBe(message);
    expect(resources).toEqual([]);
  });
});

/** What is registered, without what is marked as secret. */
function inClear(resources: readonly unknown[]): string {
  return JSON.stringify(resources, (_key, value: unknown) => (typeof value === "object" && value !== null && "secret" in value ? "[secret]" : value));
}
