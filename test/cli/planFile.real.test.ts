import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PlannedBot, SavedPlan } from "../../sdk/apply";
import { redactionMarker, type ConfigDocument } from "../../sdk/config";
import { mapScalars } from "../../sdk/config/document";
import type { PulumiRun } from "../engine/project";
import { eu, euOverlay, expectNoSecret, names, planted, TwentyBots } from "./twentyBots";

// As OpenClaw 2026.9.6 shows them.
const redacted = new Set<unknown>([planted.output, `${planted.output}-2`, planted.literal, planted.header, String(planted.pin)]);
const show = (document: ConfigDocument): ConfigDocument => mapScalars(document, (value) => (redacted.has(value) ? redactionMarker : value));

const allowing = (...ids: string[]): string => euOverlay(`{ channels: { slack: { allowFrom: ${JSON.stringify(ids)} } } }`);
const patchOf = (...ids: string[]): object => ({ method: "config.patch", sent: { channels: { slack: { allowFrom: ids } } }, replacePaths: ["channels.slack.allowFrom"] });

let fleet: TwentyBots;
let file: string;
let seen: number[];

/** The writes of every bot since the test began. */
const writes = (): Record<string, ReturnType<TwentyBots["bot"]>["writes"]> =>
  Object.fromEntries(names.flatMap((name, at) => (fleet.bot(name).writes.length > (seen[at] ?? 0) ? [[name, fleet.bot(name).writes.slice(seen[at])]] : [])));

const savedPlan = (): SavedPlan => JSON.parse(readFileSync(file, "utf8")) as SavedPlan;
const savedBot = (name: string): PlannedBot => savedPlan().bots.find(({ bot }) => bot === name) as PlannedBot;
const planOut = (): Promise<PulumiRun & { stdout: string }> => fleet.molthub("plan", "--out", file);
const upPlan = (): Promise<PulumiRun> => fleet.molthub("up", "--plan", file);

/** Somebody changes a bot by hand; gives back how to undo it. */
function edit(name: string, changed: ConfigDocument): () => void {
  const before = fleet.bot(name).document() ?? {};
  fleet.bot(name).edit({ ...before, ...changed });
  return () => fleet.bot(name).edit(before);
}

beforeAll(async () => {
  fleet = await TwentyBots.start({ show });
  file = join(fleet.project.dir, "plan.json");
  fleet.program("");
  await fleet.project.pulumi("stack");
  const { code, output } = await fleet.molthub("up");
  expect(code, output).toBe(0);
  expectNoSecret(output);
});

beforeEach(() => void (seen = fleet.bots.map((bot) => bot.writes.length)));

afterAll(() => fleet.remove());

describe.each([false, true])("a plan file of 20 bots (refresh: always: %s)", (refresh) => {
  const ids = refresh ? ["U1", "U2", "U3"] : ["U1", "U2"];

  beforeAll(async () => {
    fleet.program(allowing(...ids), refresh);
    const { code, output } = await planOut();
    expect(output).toContain(`The plan is in ${file}. To do this and nothing else: molthub up --plan ${file}`);
    expect(code).toBe(0);
    expectNoSecret(output);
  });

  it("says which bots, which leaves and from which documents, is private, and has no secret", () => {
    const saved = savedPlan();
    expect({ stack: saved.stack, project: saved.project, bots: saved.bots.map(({ bot }) => bot) }).toEqual({ stack: "test", project: "engine-test", bots: names });
    expect(saved.bots.filter(({ action }) => action === "update").map(({ bot, class: kind, paths }) => ({ bot, kind, paths }))).toEqual(eu.map((bot) => ({ bot, kind: "hot", paths: ["channels.slack.allowFrom"] })));
    expect(savedBot("bot-00").without.sort()).toEqual(["/channels/slack/appToken", "/channels/slack/botToken/id", "/env/vars/DATABASE_URL", "/gateway/remote/password", "/mcp/servers/db/args", "/mcp/servers/db/headers/X-Key"]);
    expect(Object.keys(savedBot("bot-00").base?.leaves ?? {})).toEqual(expect.arrayContaining(["/channels/slack/allowFrom", "/channels/slack/botToken/id", "/gateway/mode"]));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expectNoSecret(readFileSync(file, "utf8"));
  });

  it("is refused without a single write once somebody edited bots, whether they are to change or not", async () => {
    const [changing, still] = [eu[0] as string, "bot-00"];
    const undo = [edit(changing, { messages: { responsePrefix: "by hand" } }), edit(still, { mcp: {}, tools: { allow: ["read"] } })];
    const { code, output } = await upPlan();
    expect(output).toContain(
      `error: 2 bots were changed after the plan was made, so nothing was begun: 0 writes.\nbot ${still}: mcp.servers.db.args, mcp.servers.db.command, mcp.servers.db.headers.X-Key, tools.allow\nbot ${changing}: messages.responsePrefix\n`,
    );
    expect([code, writes()]).toEqual([1, {}]);
    expectNoSecret(output);
    for (const back of undo) back();
  });

  it("is refused without a single write once the program does something else", async () => {
    fleet.program(`${allowing(...ids, "U-OTHER")}, { config: { ui: { seamColor: "#000000" } }, selector: { matchLabels: { region: "us" } } }`, refresh);
    const { code, output } = await upPlan();
    expect(output).toContain("error: the program, a layer or a setting was changed after the plan was made, so nothing was begun: 0 writes.\nbot bot-00: would also change at ui.seamColor\n");
    expect(output).toContain(`bot ${eu[0] as string}: its document is another one, at channels.slack.allowFrom or at a path that is the bot's own\n`);
    expect([code, writes()]).toEqual([1, {}]);
    expectNoSecret(output);
    fleet.program(allowing(...ids), refresh);
  });

  it("is written exactly: these bots, these leaves, one write each", async () => {
    const { code, output } = await upPlan();
    expect(writes()).toEqual(Object.fromEntries(eu.map((name) => [name, [expect.objectContaining(patchOf(...ids))]])));
    expect(code).toBe(0);
    expectNoSecret(output);
  });

  it("may be done twice: there is nothing left to do", async () => {
    expect(await upPlan()).toMatchObject({ code: 0 });
    expect(writes()).toEqual({});
  });
});

describe("a plan file", () => {
  it("of a new secret says where it goes, and not what it is", async () => {
    fleet.program(`${allowing("U-NEW")}, ${euOverlay(`{ channels: { slack: { botToken: pulumi.secret("${planted.output}-2") } } }`)}`);
    const planned = await planOut();
    expect(savedBot(eu[0] as string).paths.sort()).toEqual(["channels.slack.allowFrom", "channels.slack.botToken.id"]);
    expectNoSecret(readFileSync(file, "utf8") + planned.output);
    const { code, output } = await upPlan();
    expect(Object.keys(writes())).toEqual(eu);
    expect(fleet.bot(eu[0] as string).document()).toMatchObject({ channels: { slack: { allowFrom: ["U-NEW"], botToken: { source: "store" } } } });
    expect([...fleet.bot(eu[0] as string).store.values()]).toContain(`${planted.output}-2`);
    expect(code).toBe(0);
    expectNoSecret(output);
  });

  it("of another stack is refused", async () => {
    await planOut();
    writeFileSync(file, JSON.stringify({ ...savedPlan(), stack: "prod" }));
    const { code, output } = await upPlan();
    expect(output).toContain("the plan is of stack prod of project engine-test, and this is stack test of project engine-test. Nothing was begun: 0 writes.");
    expect([code, writes()]).toEqual([1, {}]);
  });

  it("says when a bot differs from its layers where the plan, which did not look, shows nothing", async () => {
    fleet.program(allowing("U-DRIFT"));
    const undo = edit(eu[0] as string, { ui: { seamColor: "#000000" } });
    const { code, output } = await planOut();
    expect(output).toContain(`bot ${eu[0] as string} differs from its layers at ui.seamColor, too, which this plan does not show: somebody else changed it, or the last up did not reach it.`);
    expect(code).toBe(0);
    undo();
  });

  it("that holds a bot which was down says that nobody saw it, and the others are written", async () => {
    fleet.program(allowing("U-DOWN"));
    await fleet.bot("bot-00").stop();
    const planned = await planOut();
    expect(planned.stdout.trim().split("\n").at(-1)).toBe("0 bots restart, 7 hot, 13 unchanged, 1 unreachable (bot-00)");
    expect(planned.output).toContain("bot bot-00 was not seen: molthub up --plan writes nothing to it.");
    expect([planned.code, savedBot("bot-00").base]).toEqual([3, undefined]);
    const { code, output } = await upPlan();
    expect(output).toContain("bot bot-00 was not seen when the plan was made: nothing is written to it.");
    expect(Object.keys(writes())).toEqual(eu);
    expect(code).toBe(0);
    expectNoSecret(planned.output + output + readFileSync(file, "utf8"));
  });
});
