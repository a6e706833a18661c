import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ConfigDocument } from "../../sdk/config";
import { createDevice } from "../../sdk/gateway";
import { openWire } from "../apply/faults/wire";
import { openclaw, startBot } from "../apply/simulatedBot";
import type { SimulatedGateway } from "../gateways/simulator";
import { ConfigResource, type Program } from "./configResource";

let bot: SimulatedGateway;
let folder: string;
let source: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "molthub-store-"));
  source = join(folder, "token");
});

afterEach(async () => {
  await bot.stop();
  rmSync(folder, { recursive: true });
});

const bare: ConfigDocument = { gateway: { mode: "local", bind: "loopback" } };
const name = "CHANNELS_TELEGRAM_BOT_TOKEN";
const document: ConfigDocument = { ...bare, channels: { telegram: { botToken: { source: "store", provider: "default", id: name } } } };
const secretPaths = ["/channels/telegram/botToken/id"];
const given = (value: string): Program => ({ document, secretPaths, secrets: { [name]: { from: "value" } }, secretValues: { [name]: value } });
const ofFile = (version?: string): Program => ({ document, secretPaths, secrets: { [name]: { from: `file:${source}`, ...(version !== undefined && { version }) } } });
const without: Program = { document: bare };

async function applied(program: Program, refusedSecrets: readonly string[] = []): Promise<ConfigResource> {
  bot = await startBot(openclaw, bare, { refusedSecrets });
  const resource = new ConfigResource(bot);
  expect(await resource.up(program)).toBe("created");
  return resource;
}

const values = (): string[] => [...bot.store.values()].sort();

/** The value that the bot's document refers to. */
function inUse(): string | undefined {
  const { channels } = bot.running() as { channels?: { telegram: { botToken: { id: string } } } };
  return bot.store.get(channels?.telegram.botToken.id ?? "");
}

describe("a secret in the store of a bot", () => {
  it("is there before the document that refers to it, under a name for its value", async () => {
    await applied(given("VALUE-MARKER-1"));
    expect([...bot.store.keys()]).toEqual([expect.stringMatching(new RegExp(`^${name}__[0-9A-F]{8}$`)) as string]);
    expect(inUse()).toBe("VALUE-MARKER-1");
    expect(JSON.stringify(bot.writes)).not.toContain("MARKER");
  });

  it("is read from its source when an update writes it, and is in no state and no record", async () => {
    writeFileSync(source, "FILE-MARKER-1\n");
    const resource = await applied(ofFile());
    expect(inUse()).toBe("FILE-MARKER-1");
    expect(resource.inClear + JSON.stringify([resource.records, resource.lines, resource.document])).not.toContain("MARKER");
  });

  it("makes no difference where nothing changed: no update, no call, none shown by a refresh", async () => {
    writeFileSync(source, "FILE-1");
    const resource = await applied(ofFile());
    const frames = bot.frames();
    expect(await resource.up(ofFile())).toBe("nothing");
    expect(bot.frames()).toBe(frames);
    await resource.refresh();
    expect([resource.differs, resource.shown]).toEqual([false, []]);
  });

  it("is rotated as a change of one path, proven by a probe, and the one before is kept for the way back", async () => {
    const resource = await applied(given("VALUE-1"));
    expect(await resource.up(given("VALUE-2"))).toBe("updated");
    expect(inUse()).toBe("VALUE-2");
    expect(bot.boots()).toBe(1);
    expect(resource.outs).toMatchObject({ changedPaths: ["channels.telegram.botToken.id"], restarted: false, rotated: { proven: ["channels.telegram.botToken"], unproven: [] } });
    expect(resource.lines).toContain("bot alice: rotated and proven: channels.telegram.botToken");
    expect(values()).toEqual(["VALUE-1", "VALUE-2"]);
    await resource.up(given("VALUE-3"));
    expect(values()).toEqual(["VALUE-2", "VALUE-3"]);
  });

  it("is the old one again where a probe refuses the new one, and is not told as rotated", async () => {
    const resource = await applied(given("VALUE-1"), ["BAD-MARKER"]);
    await expect(resource.up(given("BAD-MARKER"))).rejects.toThrow(/^bot alice: channels\.telegram\.botToken: the new secret does not work: a probe of channels\.telegram failed with it\..* old document/);
    expect(inUse()).toBe("VALUE-1");
    expect(values()).toEqual(["VALUE-1"]);
    expect(resource.outs).not.toHaveProperty("rotated.proven.0");
    expect(JSON.stringify([resource.records, resource.lines])).not.toContain("MARKER");
    expect(await resource.up(given("VALUE-2"))).toBe("updated");
    expect(inUse()).toBe("VALUE-2");
  });

  it("does not stay behind where a probe refuses it after the connection broke as it was put there", async () => {
    bot = await startBot(openclaw, bare, { refusedSecrets: ["BAD-MARKER"] });
    let sets = 0;
    const wire = await openWire(bot.endpoint, (_, text) => (text.includes('"secrets.store.set"') && ++sets === 2 ? "unanswered" : "passed"));
    const resource = new ConfigResource({ ...bot, endpoint: wire.endpoint });
    expect(await resource.up(given("VALUE-1"))).toBe("created");
    await expect(resource.up(given("BAD-MARKER"))).rejects.toThrow("the new secret does not work");
    await wire.close();
    expect([sets, values()]).toEqual([2, ["VALUE-1"]]);
  });

  it("is brought to the bot anew by a version that a person raised", async () => {
    writeFileSync(source, "FILE-1");
    const resource = await applied(ofFile());
    writeFileSync(source, "FILE-2");
    resource.nextRun();
    expect(await resource.up(ofFile())).toBe("nothing");
    expect(await resource.up(ofFile("2"))).toBe("updated");
    expect(inUse()).toBe("FILE-2");
  });

  it("that is another one at its source is found by a refresh, shown by its path, and brought by the update after it", async () => {
    writeFileSync(source, "FILE-MARKER-1");
    const resource = await applied(ofFile());
    writeFileSync(source, "FILE-MARKER-2");
    resource.nextRun();
    await resource.refresh();
    expect([resource.differs, resource.shown]).toEqual([true, ["channels.telegram.botToken.id"]]);
    expect(resource.lines).toContain(`bot alice: another value at the source of file:${source}`);
    expect(await resource.up(ofFile())).toBe("updated");
    expect(inUse()).toBe("FILE-MARKER-2");
    await resource.refresh();
    expect(resource.differs).toBe(false);
    expect(resource.inClear + JSON.stringify([resource.lines, resource.document])).not.toContain("MARKER");
  });

  it("whose source cannot be read at a refresh is taken to be as it was; at an update, nothing is written", async () => {
    writeFileSync(source, "FILE-1");
    const resource = await applied(ofFile());
    rmSync(source);
    resource.nextRun();
    await resource.refresh();
    expect(resource.differs).toBe(false);
    expect(resource.lines.at(-1)).toMatch(/^bot alice: secret file:.* cannot be read \(ENOENT\)\..* It is taken to be as it was$/);
    const writes = bot.writes.length;
    await expect(resource.up(ofFile("2"))).rejects.toThrow(/^bot alice: secret file:.* cannot be read/);
    expect(bot.writes).toHaveLength(writes);
  });

  it("leaves the bot with the document that needed it", async () => {
    const resource = await applied(given("VALUE-1"));
    await resource.up(without);
    expect(values()).toEqual([]);
  });

  it("that somebody deleted on the bot is put back by the update after a refresh, with no write of the document", async () => {
    const resource = await applied(given("VALUE-1"));
    (bot.store as Map<string, string>).clear();
    await resource.refresh();
    const writes = bot.writes.length;
    expect(await resource.up(given("VALUE-1"))).toBe("updated");
    expect([inUse(), bot.writes.length]).toEqual(["VALUE-1", writes]);
  });

  it("of somebody else stays where it is", async () => {
    const resource = await applied(given("VALUE-1"));
    (bot.store as Map<string, string>).set("THEIRS", "x").set("THEIRS__0A1B2C3D", "y");
    await resource.up(given("VALUE-2"));
    await resource.up(without);
    expect(values()).toEqual(["x", "y"]);
  });

  it("that is detached stays where the change that detached it is taken back", async () => {
    const model: ConfigDocument = { models: { providers: { own: { baseUrl: "http://127.0.0.1:9/v1", apiKey: { source: "store", provider: "default", id: "KEY" }, models: [] } } } };
    const both = (key: string): Program => ({ document: { ...document, ...model }, secretPaths: [...secretPaths, "/models/providers/own/apiKey/id"], secrets: { [name]: { from: "value" }, KEY: { from: "value" } }, secretValues: { [name]: "VALUE-1", KEY: key } });
    const resource = await applied(both("KEY-1"), ["KEY-BAD"]);
    const modelOnly: Program = { document: { ...bare, ...model }, secretPaths: ["/models/providers/own/apiKey/id"], secrets: { KEY: { from: "value" } }, secretValues: { KEY: "KEY-BAD" } };
    await expect(resource.up(modelOnly)).rejects.toThrow("the new secret does not work");
    expect(inUse()).toBe("VALUE-1");
    expect(values()).toEqual(["KEY-1", "VALUE-1"]);
  });

  it("that was written by a run which did not live to prove it is proven by the next one", async () => {
    const resource = await applied(given("VALUE-1"));
    const [inputs, outs] = [resource.inputs, resource.outs];
    await resource.up(given("VALUE-2"));
    [resource.inputs, resource.outs] = [inputs, outs];
    await resource.up(given("VALUE-2"));
    expect(resource.outs).toMatchObject({ rotated: { proven: ["channels.telegram.botToken"] } });
  });

  it("that changed at its source stays as it is for an update that nobody told of it", async () => {
    writeFileSync(source, "FILE-1");
    const resource = await applied(ofFile());
    writeFileSync(source, "FILE-2");
    resource.nextRun();
    const other = { ...ofFile(), document: { ...document, messages: { responsePrefix: "other" } } };
    expect(await resource.up(other)).toBe("updated");
    expect(inUse()).toBe("FILE-1");
    rmSync(source);
    expect(await resource.up({ ...other, document })).toBe("updated");
    expect(inUse()).toBe("FILE-1");
  });

  it("that a refresh found to be another one, and the next refresh did not, is left alone", async () => {
    writeFileSync(source, "FILE-1");
    const resource = await applied(ofFile("7"));
    writeFileSync(source, "FILE-2");
    resource.nextRun();
    await resource.refresh();
    writeFileSync(source, "FILE-1");
    resource.nextRun();
    await resource.refresh();
    expect([resource.differs, resource.shown]).toEqual([false, []]);
    expect(await resource.up(ofFile("7"))).toBe("nothing");
  });

  it("is brought anew when the device by whose key versions are made is another one", async () => {
    writeFileSync(source, "FILE-1");
    const resource = await applied(ofFile());
    const { endpoint, token } = bot;
    const moved = { ...ofFile(), connection: { endpoint, token, device: createDevice() } };
    expect(await resource.up(moved)).toBe("updated");
    expect(inUse()).toBe("FILE-1");
    expect(await resource.up(moved)).toBe("nothing");
  });

  it.each([undefined, ""])("to which the program gives no value (%j) is an error that names it", async (value) => {
    bot = await startBot(openclaw, bare);
    const program = { ...given("x"), secretValues: value === undefined ? {} : { [name]: value } };
    await expect(new ConfigResource(bot).up(program)).rejects.toThrow(`bot alice: secret ${name}: the program gave it no value.`);
    expect(bot.writes).toEqual([]);
  });
});
