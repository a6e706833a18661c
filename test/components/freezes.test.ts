import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import { MoltbotFleet, MoltbotInstance, type MoltbotFleetArgs } from "../../components";
import { failedProgram, runComponent, type Program } from "./runComponent";

const gateway = { version: "2026.9.6" };
const eu = { region: "eu" };

const support = (args: Partial<MoltbotFleetArgs> = {}): MoltbotFleet => new MoltbotFleet("support", { gateway, bots: { alice: { labels: eu }, bob: {} }, ...args });

afterEach(() => pulumi.runtime.setAllConfig({}));

const configure = (freeze: unknown, breakGlass?: string): void => pulumi.runtime.setAllConfig({ "molthub:freeze": typeof freeze === "string" ? freeze : JSON.stringify(freeze), ...(breakGlass !== undefined && { "molthub:breakGlass": breakGlass }) });

/** What every resource is told of a freeze, by its name. */
function toldIn({ resources }: Program<unknown>): Record<string, unknown> {
  return Object.fromEntries(resources.flatMap(({ name, inputs: { frozen, breakGlass } }) => (frozen === undefined && breakGlass === undefined ? [] : [[name, breakGlass === undefined ? frozen : { frozen, breakGlass }]])));
}

const ofBot = (bot: string, told: unknown): Record<string, unknown> => Object.fromEntries(["identity", "gateway", "config"].map((child) => [`support-${bot}-${child}`, told]));

describe("a freeze as argument", () => {
  it.each<[string, Partial<MoltbotFleetArgs>, readonly string[]]>([
    ["of a fleet is told to all of its bots", { freeze: { reason: "x" } }, ["alice", "bob"]],
    ["of some bots, to them", { freeze: { reason: "x", bots: ["bob"] } }, ["bob"]],
    ["of a selector, to those it selects", { freeze: { reason: "x", select: { matchLabels: eu } } }, ["alice"]],
    ["of both, to those that meet both", { freeze: { reason: "x", select: { matchLabels: eu }, bots: ["bob"] } }, []],
    ["that is over, to none", { freeze: { reason: "x", until: "2026-01-01" } }, []],
  ])("%s", async (_of, args, bots) => {
    expect(toldIn(await runComponent(() => support(args)))).toEqual(Object.assign({}, ...bots.map((bot) => ofBot(bot, { reason: "x", lift: "take `freeze` out of fleet support" }))));
  });

  it("of a bot is told to that bot", async () => {
    const freeze = { reason: "x", until: "2999-01-01" };
    expect(toldIn(await runComponent(() => support({ bots: { alice: { freeze }, bob: {} } })))).toEqual(ofBot("alice", { ...freeze, lift: "take `freeze` out of bot alice" }));
    expect(toldIn(await runComponent(() => new MoltbotInstance("support-carol", { gateway, bot: "carol", freeze })))).toEqual(ofBot("carol", { ...freeze, lift: "take `freeze` out of bot carol" }));
  });

  it("changes nothing else of what is asked of the engine", async () => {
    const [free, held] = [await runComponent(() => support()), await runComponent(() => support({ freeze: { reason: "x" } }))].map(({ resources }) =>
      resources.map(({ inputs: { frozen: _, ...inputs }, ...others }) => ({ ...others, inputs })),
    );
    expect(held).toEqual(free);
  });
});

describe("a freeze in the stack's settings", () => {
  const lift = "molthub unfreeze support";

  it("is told to the bots of its fleet, with who set it", async () => {
    configure([{ fleet: "support", reason: "x", until: "2999-01-01", by: "ann", at: "2026-11-20T12:00:00Z" }]);
    const told = { reason: "x", until: "2999-01-01", by: "ann", lift };
    expect(toldIn(await runComponent(() => support()))).toEqual({ ...ofBot("alice", told), ...ofBot("bob", told) });
    expect(toldIn(await runComponent(() => new MoltbotInstance("carol", { gateway })))).toEqual({});
  });

  it("is told to a bot of no fleet by its name, and of the whole stack to every bot", async () => {
    configure([{ bot: "carol", reason: "x" }]);
    expect(Object.keys(toldIn(await runComponent(() => new MoltbotInstance("carol", { gateway })))).sort()).toEqual(["carol-config", "carol-gateway", "carol-identity"]);
    configure([{ reason: "x" }]);
    expect(toldIn(await runComponent(() => support({ bots: { alice: {} } })))).toEqual(ofBot("alice", { reason: "x", lift: "molthub unfreeze" }));
  });

  it("counts together with those of the program: the one that lasts longest is told, and how to lift them all", async () => {
    configure([{ fleet: "support", reason: "y", until: "2999-01-01" }]);
    expect(toldIn(await runComponent(() => support({ bots: { alice: { freeze: { reason: "x" } } } })))).toEqual(ofBot("alice", { reason: "x", lift: "take `freeze` out of bot alice, and molthub unfreeze support" }));
  });

  it("does not hold where the glass is broken, which is told beside it, and only then", async () => {
    configure([{ bot: "alice", reason: "x" }], "fix of an outage");
    expect(toldIn(await runComponent(() => support()))).toEqual(ofBot("alice", { frozen: { reason: "x", lift: "molthub unfreeze alice" }, breakGlass: "fix of an outage" }));
  });

  it.each<[string, unknown, string | undefined, string]>([
    ["no JSON", "{", undefined, "stack config molthub:freeze: is not JSON ("],
    ["an unknown key", [{ reasn: "x" }], undefined, "stack config molthub:freeze[0]"],
    ["a glass that is broken for no reason", [], "  ", "stack config molthub:breakGlass: must say why"],
  ])("refuses %s before the first resource, without a stack", async (_what, freeze, breakGlass, message) => {
    configure(freeze, breakGlass);
    const { error, resources } = await failedProgram(() => support());
    expect(error).toBeInstanceOf(pulumi.RunError);
    expect((error as Error).message).toContain(message);
    expect(resources).toEqual([]);
  });
});
