import { afterEach, describe, expect, it } from "vitest";
import { machineId } from "../../sdk/hosts/local";
import { gatewayConfig } from "../../sdk/providers/gatewayConfig";
import { gatewayIdentity } from "../../sdk/providers/gatewayIdentity";
import type { Properties } from "../../sdk/providers/handler";
import { Lifeline } from "../../sdk/providers/lifeline";
import { localGateway } from "../../sdk/providers/localGateway";
import { SecretValues } from "../../sdk/secrets";
import { openclaw, startBot } from "../apply/simulatedBot";
import type { SimulatedGateway } from "../gateways/simulator";
import { configInputs, configOutputs, document, gatewayInputs, gatewayOutputs, unfenced, unknown } from "./bots";
import { ConfigResource, type Program } from "./configResource";

const frozen = { reason: "release week", until: "2026-12-01", by: "ann", lift: "molthub unfreeze support" };
const breakGlass = "fix of an outage";
const begin = "bot alice: frozen until 2026-12-01: release week.";
const way = 'Take the change out, or lift the freeze: molthub unfreeze support; in an emergency, break the glass: pulumi config set molthub:breakGlass "<why>".';
const drift = "What of it the program did not change, somebody changed on the bot: see `molthub drift`.";

const config = gatewayConfig(unfenced(), () => undefined);
const host = localGateway(Lifeline.toEngine(), new SecretValues(), () => undefined);

describe("check of a frozen bot's config", () => {
  const changed = { document: { ...document, gateway: { mode: "local", controlUi: { basePath: "/x" } }, messages: { responsePrefix: "VALUE-MARKER" }, channels: { telegram: { botToken: "TOKEN-MARKER-2" } } } };
  const failuresOf = (olds: Properties, news: Properties): unknown => config.check(olds, { ...configInputs(), frozen, ...news }).failures;

  it("refuses a change with the paths, at a property of its own, and shows no value", () => {
    const failures = failuresOf(configInputs(), changed);
    expect(failures).toEqual([{ property: "frozen", reason: `${begin} These would have changed: channels.telegram.botToken, gateway.controlUi.basePath, messages.responsePrefix. ${drift} ${way}` }]);
    expect(JSON.stringify(failures)).not.toContain("MARKER");
  });

  it("refuses a bot that is new, and one at another address", () => {
    const first = [{ property: "frozen", reason: `${begin} Its first document would have been written. ${way}` }];
    expect(failuresOf({}, {})).toEqual(first);
    expect(failuresOf({ ...configInputs(), dataId: "external ws://a" }, { dataId: "external ws://b" })).toEqual(first);
  });

  it("refuses a secret that is to have another version, and a value that is not known yet", () => {
    expect(failuresOf(configInputs(), { document: { ...document, messages: { responsePrefix: unknown } } })).toMatchObject([{ reason: expect.stringContaining("changed: messages.responsePrefix.") as string }]);
    const stored = (version: string): Properties => ({ document: { channels: { telegram: { botToken: { source: "store", provider: "default", id: "TG" } } } }, secretPaths: [], secrets: { TG: { from: "env:TG", version } } });
    expect(failuresOf({ ...configInputs(), ...stored("1") }, stored("2"))).toMatchObject([{ property: "frozen", reason: expect.stringContaining("changed: channels.telegram.botToken.id.") as string }]);
    expect(failuresOf({ ...configInputs(), ...stored("1") }, stored("1"))).toEqual([]);
  });

  it.each<[string, Properties, Properties]>([
    ["nothing changes", configInputs(), {}],
    ["it was frozen before", { ...configInputs(), frozen: { reason: "another" } }, {}],
    ["a preview does not know its state directory, which its host gets back", configInputs(), { dataId: unknown }],
    ["the freeze does not hold any more", { ...configInputs(), frozen }, { ...changed, frozen: undefined }],
    ["the glass is broken", configInputs(), { ...changed, breakGlass }],
  ])("accepts when %s", (_when, olds, news) => {
    expect(failuresOf(olds, news)).toEqual([]);
  });

  it("says what else is wrong, too", () => {
    expect(failuresOf(configInputs(), { document: { messages: { responsePrefx: "x" } } })).toMatchObject([{ property: "impact" }, { property: "frozen" }]);
  });
});

describe("check of a frozen bot's host", () => {
  const failuresOf = (olds: Properties, news: Properties): unknown => host.check(olds, { ...gatewayInputs(), frozen, ...news }).failures;

  it("refuses a change with its names, and no value", () => {
    expect(failuresOf(gatewayInputs(), { port: 20_000, environment: { API_KEY: "ENV-MARKER-2" } })).toEqual([{ property: "frozen", reason: `${begin} These would have changed: port, env.API_KEY. ${way}` }]);
  });

  it("refuses a new bot, and one that is to be started otherwise than it was", () => {
    expect(failuresOf({}, {})).toEqual([{ property: "frozen", reason: `${begin} It would have been made. ${way}` }]);
    expect(failuresOf({ ...gatewayInputs(), state: "stopped" }, { heapMb: 768 })).toMatchObject([{ reason: expect.stringContaining("heapMb") as string }]);
  });

  it.each<[string, Properties, Properties]>([
    ["nothing changes", gatewayInputs(), {}],
    ["its process died", { ...gatewayInputs(), state: "stopped" }, {}],
    ["the glass is broken", gatewayInputs(), { port: 20_000, breakGlass }],
  ])("accepts when %s", (_when, olds, news) => {
    expect(failuresOf(olds, news)).toEqual([]);
  });
});

describe("check of a frozen bot's identity", () => {
  it("refuses a new token for the bot, and nothing else", () => {
    const failuresOf = (olds: Properties, tokenVersion: number): unknown => gatewayIdentity.check(olds, { bot: "alice", tokenVersion, frozen }).failures;
    expect(failuresOf({ bot: "alice", tokenVersion: 1 }, 2)).toEqual([{ property: "frozen", reason: `${begin} These would have changed: tokenVersion. ${way}` }]);
    expect(failuresOf({ bot: "alice", tokenVersion: 1 }, 1)).toEqual([]);
    expect(failuresOf({}, 1)).toEqual([]);
  });
});

describe("freezing and unfreezing", () => {
  it.each([[{ frozen }], [{ frozen, breakGlass }]])("is no change of a bot: %j", (told) => {
    const identity = { bot: "alice", tokenVersion: 1 };
    expect(config.diff("alice", configOutputs(), { ...configInputs(), ...told }).changes).toBe(false);
    expect(config.diff("alice", { ...configOutputs(), ...told }, configInputs()).changes).toBe(false);
    expect(host.diff("x", gatewayOutputs(machineId()), { ...gatewayInputs(), ...told }).changes).toBe(false);
    expect(host.diff("x", { ...gatewayOutputs(machineId()), ...told }, gatewayInputs()).changes).toBe(false);
    expect(gatewayIdentity.diff("alice", identity, { ...identity, ...told }).changes).toBe(false);
  });

  it("leaves nothing in the outputs of what was updated meanwhile", async () => {
    const { outs } = await gatewayIdentity.update("alice", {}, { bot: "alice", tokenVersion: 2, frozen, breakGlass });
    expect(Object.keys(outs).sort()).toEqual(["bot", "schemaVersion", "token", "tokenVersion"]);
  });
});

describe("a frozen bot that is there", () => {
  const seed = { gateway: { mode: "local" } };
  const program = (responsePrefix: string, more: Properties = {}): Program => ({ document: { ...seed, messages: { responsePrefix } }, ...more });
  let bot: SimulatedGateway;
  let resource: ConfigResource;

  afterEach(() => bot.stop());

  async function deployed(): Promise<void> {
    bot = await startBot(openclaw, seed);
    resource = new ConfigResource(bot);
    await resource.up(program("one"));
  }

  it("is written when the glass is broken: that is told and recorded, before and after, and no part of its state", async () => {
    await deployed();
    expect(await resource.up(program("two", { frozen, breakGlass }))).toBe("updated");
    expect(bot.document()).toMatchObject({ messages: { responsePrefix: "two" } });
    expect(resource.lines).toEqual([`bot alice: frozen (release week), changed all the same: ${breakGlass}`]);
    const told = { frozen: "release week", breakGlass, paths: ["messages.responsePrefix"] };
    expect(resource.records.slice(2)).toMatchObject([{ event: "intent", ...told }, { event: "result", outcome: "live", ...told }]);
    expect(resource.records.slice(0, 2).some((line) => "frozen" in line || "breakGlass" in line)).toBe(false);
    expect(Object.keys(resource.outs ?? {}).some((name) => name === "frozen" || name === "breakGlass")).toBe(false);
    expect(await resource.up(program("two"))).toBe("nothing");
  });

  it("is not put back where somebody changed it: that is refused once a refresh has found it", async () => {
    await deployed();
    bot.edit({ ...seed, messages: { responsePrefix: "by hand" } });
    expect(await resource.up(program("one", { frozen }))).toBe("nothing");
    await resource.refresh();
    await expect(resource.up(program("one", { frozen }))).rejects.toThrow("These would have changed: messages.responsePrefix. What of it the program did not change, somebody changed on the bot");
    expect(bot.document()).toMatchObject({ messages: { responsePrefix: "by hand" } });
  });

  it("waits for what an earlier run did not get to, and gets it once it is free", async () => {
    await deployed();
    // What the engine keeps of an update that found nobody: the new document, and the bot unreached.
    const { inputs, outs } = resource;
    resource.inputs = { ...inputs, document: program("two").document };
    resource.outs = { ...outs, observed: "unreachable" };
    const writes = bot.writes.length;
    expect(await resource.up(program("two", { frozen }))).toBe("updated");
    expect(resource.lines).toEqual([`${begin} What an earlier run did not get to is not written now; the first "pulumi up" after the freeze writes it`]);
    expect([bot.writes.length, resource.records.length, resource.outs?.["observed"]]).toEqual([writes, 2, "unreachable"]);
    expect(await resource.up(program("two"))).toBe("updated");
    expect(bot.document()).toMatchObject({ messages: { responsePrefix: "two" } });
    expect(resource.outs?.["observed"]).toBe("complete");
  });

  it("gets its own document back into a state directory that was lost", async () => {
    bot = await startBot(openclaw, seed);
    resource = new ConfigResource(bot, undefined, "data-1");
    await resource.up(program("one"));
    bot.edit(seed);
    expect(await resource.up(program("one", { frozen, dataId: "data-2" }))).toBe("updated");
    expect(bot.document()).toMatchObject({ messages: { responsePrefix: "one" } });
  });
});
