import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { ConfigRecord } from "../../sdk/audit";
import { openclaw, startBot } from "../apply/simulatedBot";
import type { SimulatedGateway } from "../gateways/simulator";
import { EngineProject, type PulumiRun } from "./project";

// A fleet of two simulated bots, the real engine and the real command: what is frozen is not written, whatever runs.

const project = EngineProject.create();
const told: string[] = [];
const bots = new Map<string, SimulatedGateway>();

beforeAll(async () => {
  for (const name of ["alice", "bob"]) bots.set(name, await startBot(openclaw, { gateway: { mode: "local" } }, { token: `TOKEN-MARKER-${name}` }));
});

afterEach(() => {
  expect(told.join("\n")).not.toMatch(/MARKER|PRIVATE KEY/);
});

afterAll(async () => {
  await Promise.all([...bots.values()].map((bot) => bot.stop()));
  await project.remove();
});

const bot = (name: string): SimulatedGateway => bots.get(name) as SimulatedGateway;
const prefixOf = (name: string): unknown => (bot(name).document() as { messages?: { responsePrefix?: unknown } }).messages?.responsePrefix;

/** @param prefixes what each bot begins its answers with */
function program(prefixes: Readonly<Record<string, string>>): void {
  const declared = Object.entries(prefixes).map(
    ([name, prefix]) => `${name}: { target: { external: { address: "${bot(name).endpoint.address}", token: pulumi.secret("TOKEN-MARKER-${name}") } }, overlay: { messages: { responsePrefix: "${prefix}" } } }`,
  );
  project.program(`new molthub.MoltbotFleet("support", { gateway: { version: "2026.9.6" }, template: { gateway: { mode: "local", remote: { token: pulumi.secret("DOC-MARKER") } } }, bots: { ${declared.join(", ")} } });`, { refresh: false });
}

async function pulumi(...args: string[]): Promise<PulumiRun> {
  const run = await project.pulumi(...args);
  told.push(run.output);
  return run;
}

const up = (...args: string[]): Promise<PulumiRun> => pulumi("up", "--yes", "--skip-preview", ...args);

function molthub(...args: string[]): Promise<PulumiRun> {
  return new Promise((done) => {
    const main = join(project.dir, "node_modules/@molthub/pulumi/dist/sdk/cli/main.js");
    execFile(process.execPath, [main, ...args, "--stack", project.stack], { cwd: project.dir, env: project.env }, (error, stdout, stderr) => done({ code: error === null ? 0 : 1, output: `${stdout}\n${stderr}` })).stdin?.end();
  });
}

/** Runs this, and gives how many writes each bot got by it. */
async function writesIn(work: () => Promise<PulumiRun>): Promise<PulumiRun & { writes: Record<string, number> }> {
  const before = new Map([...bots].map(([name, { writes }]) => [name, writes.length]));
  const run = await work();
  return { ...run, writes: Object.fromEntries([...bots].map(([name, { writes }]) => [name, writes.length - (before.get(name) ?? 0)])) };
}

const refusal = 'bot alice: frozen until 2999-12-01: release week. These would have changed: messages.responsePrefix. What of it the program did not change, somebody changed on the bot: see `molthub drift`. Take the change out, or lift the freeze: molthub unfreeze alice; in an emergency, break the glass: pulumi config set molthub:breakGlass "<why>".';
const none = { alice: 0, bob: 0 };

it("a freeze that has ended is none", async () => {
  program({ alice: "one", bob: "one" });
  await pulumi("config", "set", "molthub:freeze", JSON.stringify([{ fleet: "support", reason: "past", until: "2026-01-01" }]));
  const { code, output } = await up();
  expect(code, output).toBe(0);
  expect([prefixOf("alice"), prefixOf("bob")]).toEqual(["one", "one"]);
});

it("a frozen bot is held back by preview and by up, with the paths", async () => {
  const frozen = await molthub("freeze", "alice", "--reason", "release week", "--until", "2999-12-01");
  expect(frozen).toMatchObject({ code: 0, output: expect.stringContaining("bot alice: frozen until 2999-12-01: release week\n") as string });
  program({ alice: "VALUE-MARKER", bob: "one" });
  for (const run of [() => pulumi("preview"), () => up()]) {
    const { code, output, writes } = await writesIn(run);
    expect(output).toContain(refusal);
    expect([code === 0, writes]).toEqual([false, none]);
  }
});

it("a bot beside it is not, and a run with nothing to do passes", async () => {
  program({ alice: "one", bob: "two" });
  const other = await writesIn(() => up());
  expect(other.code, other.output).toBe(0);
  expect([other.writes, prefixOf("bob")]).toEqual([{ alice: 0, bob: 1 }, "two"]);
  const idle = await writesIn(() => up());
  expect(idle.code, idle.output).toBe(0);
  expect(idle.writes).toEqual(none);
  expect(idle.output).not.toMatch(/updated/);
});

it("what somebody changed on it is not put back", async () => {
  bot("alice").edit({ ...bot("alice").document(), messages: { responsePrefix: "by hand" } });
  const { code, output, writes } = await writesIn(() => up("--refresh"));
  expect(output).toContain(refusal);
  expect([code === 0, writes, prefixOf("alice")]).toEqual([false, none, "by hand"]);
});

it("it is changed once the glass is broken, which is told and recorded", async () => {
  await pulumi("config", "set", "molthub:breakGlass", "fix of an outage");
  program({ alice: "three", bob: "two" });
  const { code, output, writes } = await writesIn(() => up());
  expect(code, output).toBe(0);
  expect(output).toContain("bot alice: frozen (release week), changed all the same: fix of an outage");
  expect([writes, prefixOf("alice")]).toEqual([{ alice: 1, bob: 0 }, "three"]);
  const lines = readFileSync(join(project.dir, ".molthub/record.ndjson"), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as ConfigRecord);
  const broken = lines.filter(({ breakGlass }) => breakGlass !== undefined);
  expect(broken).toMatchObject(["intent", "result"].map((event) => ({ event, bot: "alice", frozen: "release week", breakGlass: "fix of an outage", paths: ["messages.responsePrefix"] })));
  await pulumi("config", "rm", "molthub:breakGlass");
});

it("it is free once it is unfrozen", async () => {
  program({ alice: "four", bob: "two" });
  expect(await molthub("unfreeze", "alice")).toMatchObject({ code: 0, output: expect.stringContaining("bot alice: no longer frozen (release week)") as string });
  const { code, output } = await up();
  expect(code, output).toBe(0);
  expect(prefixOf("alice")).toBe("four");
});
