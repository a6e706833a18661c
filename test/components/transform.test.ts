import { describe, expect, it } from "vitest";
import { MoltbotFleet, MoltbotInstance, type MoltbotInstanceTransform } from "../../components";
import { runComponent, type Program } from "./runComponent";

const transformed = (transform: MoltbotInstanceTransform): Promise<Program<MoltbotInstance>> => runComponent(() => new MoltbotInstance("alice", { gateway: { version: "2026.9.6" }, transform }));

describe("transform", () => {
  it("as an object sets arguments of each child, and leaves the others", async () => {
    const { named } = await transformed({ identity: { tokenVersion: 7 }, gateway: { heapMb: 999 }, config: { dataId: "mine" } });
    expect(named("alice-identity").inputs).toMatchObject({ tokenVersion: 7, bot: "alice" });
    expect(named("alice-gateway").inputs).toMatchObject({ heapMb: 999, state: "running" });
    expect(named("alice-config").inputs).toMatchObject({ dataId: "mine", bot: "alice" });
  });

  it("as a function changes arguments and options of each child, and is told its name", async () => {
    const names: string[] = [];
    const { named } = await transformed({
      identity: (args, opts, name) => {
        names.push(name);
        args.tokenVersion = 7;
        opts.protect = true;
      },
      gateway: (args, opts, name) => {
        names.push(name);
        args.heapMb = 999;
        opts.protect = true;
      },
      config: (args, opts, name) => {
        names.push(name);
        args.dataId = "mine";
        opts.protect = true;
      },
    });
    expect(names).toEqual(["alice-identity", "alice-gateway", "alice-config"]);
    for (const name of names) expect(named(name)).toMatchObject({ protect: true, parent: "alice" });
    expect(named("alice-identity").inputs["tokenVersion"]).toBe(7);
    expect(named("alice-gateway").inputs["heapMb"]).toBe(999);
    expect(named("alice-config")).toMatchObject({ inputs: { dataId: "mine" }, dependencies: expect.arrayContaining(["alice-gateway"]) as unknown });
  });

  it("of one child leaves the options of the others alone", async () => {
    const { named } = await transformed({ gateway: (_args, opts) => void (opts.protect = true) });
    expect(["alice-identity", "alice-gateway", "alice-config"].map((name) => named(name).protect)).toEqual([false, true, false]);
  });

  it("of a fleet reaches every bot", async () => {
    const { named } = await runComponent(() => new MoltbotFleet("f", { gateway: { version: "2026.9.6" }, bots: { a: {}, b: {} }, transform: { gateway: { heapMb: 999 } } }));
    expect(["f-a-gateway", "f-b-gateway"].map((name) => named(name).inputs["heapMb"])).toEqual([999, 999]);
  });
});
