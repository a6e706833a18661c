import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { valueAt } from "../../sdk/config/document";
import { openclaw, startBot } from "../apply/simulatedBot";
import type { SimulatedGateway } from "../gateways/simulator";
import { EngineProject, type PulumiRun } from "./project";

// 50 external bots and the real engine: one model key for all of them, one Slack declaration with a credential for each of 12. Each test goes
// on where the one before ended.

const names = Array.from({ length: 50 }, (_, at) => `bot-${String(at).padStart(2, "0")}`);
const onSlack = names.slice(7, 19);
const unlucky = "bot-11";
const project = EngineProject.create();
const told: string[] = [];
let bots: SimulatedGateway[];

const bot = (name: string): SimulatedGateway => bots[names.indexOf(name)] as SimulatedGateway;

function secret(name: string, value: string): void {
  writeFileSync(join(project.dir, "secrets", name), `${value}\n`);
}

/** @param version of the Slack credentials */
function program(version: number): void {
  const one = (name: string): string =>
    `${JSON.stringify(name)}: { target: { external: { address: "${bot(name).endpoint.address}", token: "simulated-token" } }${onSlack.includes(name) ? ", connectors: [slack]" : ""} }`;
  project.program(
    `const { secret } = molthub;
const model = new molthub.Connector("model", { modelProvider: { id: "anthropic", apiKey: secret.file("secrets/model") } });
const slack = new molthub.Connector("support", { slack: { botToken: secret.file("secrets/{bot}-bot", { version: ${String(version)} }), appToken: secret.file("secrets/{bot}-app") } });
new molthub.MoltbotFleet("fleet", { gateway: { version: "2026.9.6" }, template: { gateway: { mode: "local" } }, connectors: [model], bots: { ${names.map(one).join(", ")} } });`,
    { refresh: false },
  );
}

async function pulumi(...args: string[]): Promise<PulumiRun> {
  const run = await project.pulumi(...args);
  told.push(run.output);
  return run;
}

const up = (...more: string[]): Promise<PulumiRun> => pulumi("up", "--yes", "--skip-preview", ...more);

/** The bots whose config a preview shows as changing. */
const changingIn = ({ output }: PulumiRun): string[] => [...new Set([...output.matchAll(/\[id=(bot-\d+)\]/g)].map(([, name]) => name ?? ""))].sort();

/** The value that a bot has at a path, by its store. */
function valueOf(name: string, ...path: string[]): string | undefined {
  return bot(name).store.get(String(valueAt(bot(name).running() ?? {}, [...path, "id"])));
}

const botTokenOf = (name: string): string | undefined => valueOf(name, "channels", "slack", "botToken");
const modelKeyOf = (name: string): string | undefined => valueOf(name, "models", "providers", "anthropic", "apiKey");

const touches = (): number[] => names.map((name) => bot(name).connections.length + bot(name).writes.length);
const untouchedSince = (before: readonly number[]): string[] => names.filter((_, at) => touches()[at] === before[at]);

beforeAll(async () => {
  bots = await Promise.all(names.map((name) => startBot(openclaw, { gateway: { mode: "local" } }, { refusedSecrets: name === unlucky ? ["xoxb-BAD-MARKER-bot-11"] : [] })));
  mkdirSync(join(project.dir, "secrets"));
  secret("model", "MODEL-MARKER-1");
  for (const name of onSlack) {
    secret(`${name}-bot`, `xoxb-ONE-MARKER-${name}`);
    secret(`${name}-app`, `xapp-ONE-MARKER-${name}`);
  }
  program(1);
  const { code, output } = await up();
  expect(code, output).toBe(0);
});

afterAll(async () => {
  await Promise.all(bots.map((gateway) => gateway.stop()));
  await project.remove();
});

it("each bot has the secrets that are attached to it, and no other", () => {
  for (const name of names) {
    const values = onSlack.includes(name) ? ["MODEL-MARKER-1", `xapp-ONE-MARKER-${name}`, `xoxb-ONE-MARKER-${name}`] : ["MODEL-MARKER-1"];
    expect([...bot(name).store.values()].sort(), name).toEqual(values);
  }
  expect(onSlack.map(botTokenOf)).toEqual(onSlack.map((name) => `xoxb-ONE-MARKER-${name}`));
});

it("a preview of a rotation lists exactly the bots that have the credential, and the path", async () => {
  for (const name of onSlack) secret(`${name}-bot`, name === unlucky ? `xoxb-BAD-MARKER-${name}` : `xoxb-TWO-MARKER-${name}`);
  program(2);
  const before = touches();
  const run = await pulumi("preview", "--diff");
  expect(run.code, run.output).toBe(0);
  expect(changingIn(run)).toEqual(onSlack);
  expect(run.output.match(/channels\.slack\.botToken\.id/g)).toHaveLength(onSlack.length * 2);
  expect(untouchedSince(before)).toEqual(names);
});

it("the update rotates and proves them, gives the bot with a bad key its old one back, and touches no other bot", async () => {
  const before = touches();
  const run = await up("--continue-on-error");
  expect(run.code).not.toBe(0);
  const lucky = onSlack.filter((name) => name !== unlucky);
  expect(lucky.map(botTokenOf)).toEqual(lucky.map((name) => `xoxb-TWO-MARKER-${name}`));
  for (const name of lucky) expect(run.output).toContain(`bot ${name}: rotated and proven: channels.slack.botToken`);
  expect(run.output).toContain(`bot ${unlucky}: channels.slack.botToken: the new secret does not work`);
  expect(run.output).not.toContain(`bot ${unlucky}: rotated`);
  expect(botTokenOf(unlucky)).toBe(`xoxb-ONE-MARKER-${unlucky}`);
  expect([...bot(unlucky).store.values()].some((value) => value.includes("BAD"))).toBe(false);
  expect(untouchedSince(before)).toEqual(names.filter((name) => !onSlack.includes(name)));
});

it("the update after the key was mended does only that bot", async () => {
  secret(`${unlucky}-bot`, `xoxb-TWO-MARKER-${unlucky}`);
  const before = touches();
  const run = await up();
  expect(run.code, run.output).toBe(0);
  expect(run.output).toContain(`bot ${unlucky}: rotated and proven: channels.slack.botToken`);
  expect(names.filter((name) => !untouchedSince(before).includes(name))).toEqual([unlucky]);
});

it("a rotation is taken back like any other change", async () => {
  for (const name of onSlack) secret(`${name}-bot`, `xoxb-ONE-MARKER-${name}`);
  program(1);
  const run = await up();
  expect(run.code, run.output).toBe(0);
  expect(onSlack.map(botTokenOf)).toEqual(onSlack.map((name) => `xoxb-ONE-MARKER-${name}`));
});

it("a shared key that is another one at its source is found by a refresh, for all bots that have it", async () => {
  secret("model", "MODEL-MARKER-2");
  const preview = await pulumi("preview", "--diff", "--refresh");
  expect(preview.code, preview.output).toBe(0);
  expect(changingIn(preview)).toEqual(names);
  const run = await up("--refresh");
  expect(run.code, run.output).toBe(0);
  expect(names.map(modelKeyOf)).toEqual(names.map(() => "MODEL-MARKER-2"));
  expect((await up("--refresh")).output).not.toMatch(/updated/);
});

it("no value was told, recorded or stored in clear, or written into a document", async () => {
  const everything = [
    ...told,
    project.stateOnDisk(),
    (await project.pulumi("stack", "export", "--show-secrets")).output,
    readFileSync(join(project.dir, ".molthub/record.ndjson"), "utf8"),
    ...names.map((name) => JSON.stringify([bot(name).persisted, bot(name).writes])),
  ];
  for (const text of everything) expect(text).not.toMatch(/MARKER/);
});
