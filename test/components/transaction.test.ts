import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { MoltbotFleet, MoltbotInstance, type MoltbotInstanceArgs } from "../../components";
import { failedProgram, runComponent } from "./runComponent";

const gateway = { version: "2026.9.6" };
const external = { address: "ws://10.0.0.7:18789", token: "t" };

/** What GatewayConfig is told of a bot beside its document. */
async function told(args: Partial<MoltbotInstanceArgs>): Promise<Readonly<Record<string, unknown>>> {
  const { named } = await runComponent(() => new MoltbotInstance("carol", { gateway, target: { external }, ...args }));
  return named("carol-config").inputs;
}

describe("a bot that exists already", () => {
  it("is adopted where the program says so, and only there", async () => {
    expect(await told({ adopt: true })).toMatchObject({ adopt: true });
    expect(await told({ adopt: false })).not.toHaveProperty("adopt");
    expect(await told({})).not.toHaveProperty("adopt");
  });

  it("may be each external one of a fleet, or some, and is never one that Molthub makes", async () => {
    const bots = { alice: { target: { local: {} } }, bob: { target: { external: { address: "ws://10.0.0.8:18789", token: "t" } } }, carol: { adopt: false, target: { external } } };
    const { named } = await runComponent(() => new MoltbotFleet("f", { gateway, adopt: true, bots }));
    expect(named("f-bob-config").inputs).toMatchObject({ adopt: true });
    for (const bot of ["alice", "carol"]) expect(named(`f-${bot}-config`).inputs).not.toHaveProperty("adopt");
  });

  it("cannot be one that Molthub is to make: refused before anything is registered", async () => {
    const { error, resources } = await failedProgram(() => new MoltbotInstance("carol", { gateway, adopt: true }));
    expect(error).toSatisfy(pulumi.RunError.isInstance);
    expect((error as Error).message).toBe("bot carol: adopt: is for a bot that something else runs. Remove it, or say where the bot is: `target: { external: { address, token } }`.");
    expect(resources).toEqual([]);
  });
});

describe("a bot that cannot be reached", () => {
  it("is skipped unless the program says that it fails the update", async () => {
    expect(await told({})).not.toHaveProperty("unreachable");
    expect(await told({ unreachable: "fail" })).toMatchObject({ unreachable: "fail" });
  });

  it("means the same for all bots of a fleet", async () => {
    const { named } = await runComponent(() => new MoltbotFleet("f", { gateway, unreachable: "fail", bots: { alice: {}, bob: { target: { external } } } }));
    for (const bot of ["alice", "bob"]) expect(named(`f-${bot}-config`).inputs).toMatchObject({ unreachable: "fail" });
  });
});

describe("where a gateway keeps its things, and what it has in its environment", () => {
  it("is what the program says of one that something else runs", async () => {
    const inputs = await told({ target: { external: { ...external, configPath: "/srv/bot/openclaw.json", stateDir: "/srv/bot/state", env: ["ACME_KEY"] } } });
    expect(inputs).toMatchObject({ paths: { configPath: "/srv/bot/openclaw.json", stateDir: "/srv/bot/state" }, environment: ["ACME_KEY"] });
    expect(await told({ target: { external: { ...external, stateDir: "/srv/bot/state" } } })).toMatchObject({ paths: { stateDir: "/srv/bot/state" } });
  });

  it("is not asked about where the program says nothing", async () => {
    const inputs = await told({});
    expect(inputs).not.toHaveProperty("paths");
    expect(inputs).not.toHaveProperty("environment");
  });

  it("is known of one that Molthub makes: the names of its environment, and none of their values", async () => {
    const { named } = await runComponent(() => new MoltbotInstance("alice", { gateway, env: { B_KEY: pulumi.secret("ENV-MARKER"), A_KEY: "ENV-MARKER" } }));
    expect(named("alice-config").inputs).toMatchObject({ environment: ["A_KEY", "B_KEY"] });
    expect(JSON.stringify(named("alice-config").inputs)).not.toContain("ENV-MARKER");
  });
});
