import { describe, expect, it } from "vitest";
import { MoltbotFleet, type MoltbotFleetArgs } from "../../components";
import { runComponent } from "./runComponent";

const gateway = { version: "2026.9.6" };

const support = (args: Partial<MoltbotFleetArgs> = {}): MoltbotFleet => new MoltbotFleet("support", { gateway, bots: { alice: {}, bob: {} }, ...args });

describe("MoltbotFleet", () => {
  it("makes one device for all and three resources for each bot", async () => {
    const { tree } = await runComponent(() => support());
    expect(tree).toBe(
      [
        "MoltbotFleet support",
        "  OperatorDevice support-device",
        ...["alice", "bob"].flatMap((bot) => [`  MoltbotInstance support-${bot}`, ...["GatewayIdentity", "LocalGateway", "GatewayConfig"].map((type, at) => `    ${type} support-${bot}-${["identity", "gateway", "config"][at] ?? ""}`)]),
      ].join("\n"),
    );
  });

  it("calls the bots by their own names, not by those of their components", async () => {
    const { named } = await runComponent(() => support());
    expect(named("support-alice-gateway").inputs).toMatchObject({ bot: "alice", dataDir: expect.stringMatching(/\/dev\/alice$/) as string });
    expect(named("support-alice-config").inputs["connection"]).toMatchObject({ device: { deviceId: "id of support-device" } });
  });

  it("gives every bot what the fleet says, and what is its own over it", async () => {
    const { named } = await runComponent(() =>
      support({
        template: { messages: { responsePrefix: "[fleet]" }, ui: { seamColor: "#111111" } },
        profiles: [{ ui: { seamColor: "#222222" } }],
        env: { SHARED: "s", OWN: "of the fleet" },
        target: { local: { heapMb: 640 } },
        bots: { alice: { overlay: { messages: { responsePrefix: "[alice]" } }, env: { OWN: "of alice" }, port: 21_000, tokenVersion: 2, target: { local: { heapMb: 700 } } }, bob: {} },
      }),
    );
    expect(named("support-alice-config").inputs["document"]).toMatchObject({ messages: { responsePrefix: "[alice]" }, ui: { seamColor: "#222222" } });
    expect(named("support-bob-config").inputs["document"]).toMatchObject({ messages: { responsePrefix: "[fleet]" }, ui: { seamColor: "#222222" } });
    expect(named("support-alice-gateway").inputs).toMatchObject({ environment: { secret: { SHARED: "s", OWN: "of alice" } }, port: 21_000, heapMb: 700 });
    expect(named("support-bob-gateway").inputs).toMatchObject({ environment: { secret: { SHARED: "s", OWN: "of the fleet" } }, heapMb: 640 });
    expect(named("support-alice-identity").inputs["tokenVersion"]).toBe(2);
  });

  it("gives every bot the paths that are its own: the bot's list, else the fleet's", async () => {
    const { named } = await runComponent(() => support({ unmanaged: ["agents.entries.*.identity"], bots: { alice: {}, bob: { unmanaged: ["ui"] }, carol: { unmanaged: [] } } }));
    expect(["alice", "bob", "carol"].map((bot) => named(`support-${bot}-config`).inputs["unmanaged"])).toEqual([["agents.entries.*.identity"], ["ui"], undefined]);
  });

  it("takes undefined in a bot for what is left to the fleet", async () => {
    const unset = { gateway: undefined, target: undefined } as unknown as Record<string, never>;
    const { named } = await runComponent(() => support({ target: { local: { heapMb: 640 } }, bots: { alice: unset } }));
    expect(named("support-alice-gateway").inputs).toMatchObject({ release: { version: "2026.9.6" }, heapMb: 640 });
  });

  it("shows policies names and versions only", async () => {
    const { named } = await runComponent(() => support({ template: { messages: { responsePrefix: "DOC-MARKER" } }, env: { KEY: "ENV-MARKER" } }));
    expect(named("support").inputs).toEqual({ bots: ["alice", "bob"], package: "openclaw", version: "2026.9.6" });
  });

  it("gives the endpoints and the instances by bot", async () => {
    const { result } = await runComponent(() => support());
    const endpoints = await new Promise((resolve) => void result.endpoints.apply(resolve));
    expect(endpoints).toEqual({ alice: "ws://support-alice-gateway", bob: "ws://support-bob-gateway" });
    expect(Object.keys(result.nodes.instances)).toEqual(["alice", "bob"]);
    expect(MoltbotFleet.isInstance(result)).toBe(true);
    expect(MoltbotFleet.isInstance(result.nodes.instances["alice"])).toBe(false);
  });

  it("may stand beside another fleet with bots of the same names", async () => {
    const { resources } = await runComponent(() => {
      support({ bots: { alice: { port: 21_000 } } });
      return new MoltbotFleet("sales", { gateway, bots: { alice: { port: 21_004, target: { local: { dataDir: "/srv/sales" } } } } });
    });
    expect(resources).toHaveLength(12);
  });
});
