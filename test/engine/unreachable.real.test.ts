import { afterAll, beforeAll, expect, it } from "vitest";
import { openclaw, startBot } from "../apply/simulatedBot";
import type { SimulatedGateway } from "../gateways/simulator";
import { EngineProject, type PulumiRun } from "./project";

// 40 external bots and the real engine; three of them are down whenever something is to be done. Each test goes on where the one before ended.

const names = Array.from({ length: 40 }, (_, at) => `bot-${String(at).padStart(2, "0")}`);
const down = ["bot-03", "bot-17", "bot-39"];
const project = EngineProject.create();
let bots: SimulatedGateway[];

const bot = (name: string): SimulatedGateway => bots[names.indexOf(name)] as SimulatedGateway;

function program(responsePrefix: string, refresh = false): void {
  const one = (name: string): string => `${JSON.stringify(name)}: { target: { external: { address: "${bot(name).endpoint.address}", token: "simulated-token" } } }`;
  project.program(
    `new molthub.MoltbotFleet("fleet", { gateway: { version: "2026.9.6" }, template: { gateway: { mode: "local" }, messages: { responsePrefix: ${JSON.stringify(responsePrefix)} } }, bots: { ${names.map(one).join(", ")} } });`,
    { refresh },
  );
}

const prefixOf = (name: string): unknown => (bot(name).document()?.["messages"] as Record<string, unknown> | undefined)?.["responsePrefix"];
const thatSay = (prefix: string): string[] => names.filter((name) => prefixOf(name) === prefix);
const others = names.filter((name) => !down.includes(name));
const namedIn = ({ output }: PulumiRun, words: RegExp): string[] => names.filter((name) => output.split("\n").some((line) => line.includes(`bot ${name}`) && words.test(line)));

beforeAll(async () => {
  bots = await Promise.all(names.map(() => startBot(openclaw, { gateway: { mode: "local" } })));
  program("one");
  const { code, output } = await project.up();
  expect(code, output).toBe(0);
  expect(thatSay("one")).toEqual(names);
});

afterAll(async () => {
  await Promise.all(bots.map((gateway) => gateway.stop()));
  await project.remove();
});

it("an update changes all others, names those that are down, and ends well", async () => {
  for (const name of down) bot(name).kill();
  program("two");
  const run = await project.up();
  expect(run.code, run.output).toBe(0);
  expect(thatSay("two")).toEqual(others);
  expect(namedIn(run, /the next "pulumi up" catches up/)).toEqual(down);
});

it("a preview shows that only those are to be done, whether it looks at the bots or not", async () => {
  for (const looks of [[], ["--refresh"]]) {
    const { code, output } = await project.pulumi("preview", "--diff", ...looks);
    expect(code, output).toBe(0);
    expect(output.match(/\[id=bot-\d+\]/g)?.map((id) => id.slice(4, -1)).sort()).toEqual(down);
  }
});

it("a refresh sees all others, names those that are down, and ends well", async () => {
  const run = await project.pulumi("refresh", "--yes", "--skip-preview");
  expect(run.code, run.output).toBe(0);
  expect(namedIn(run, /cannot be seen/)).toEqual(down);
});

it("the next update catches up with them, though the program is the same, and writes to no other", async () => {
  for (const name of down) bot(name).start();
  const writes = new Map(names.map((name) => [name, bot(name).writes.length]));
  const run = await project.up();
  expect(run.code, run.output).toBe(0);
  expect(thatSay("two")).toEqual(names);
  expect(run.output).toMatch(/~ 3 updated/);
  expect(names.filter((name) => bot(name).writes.length > (writes.get(name) ?? 0))).toEqual(down);
  expect((await project.up()).output).not.toMatch(/updated/);
});

it("all of that holds where every run refreshes", async () => {
  for (const name of down) bot(name).kill();
  program("three", true);
  const first = await project.up();
  expect(first.code, first.output).toBe(0);
  expect(thatSay("three")).toEqual(others);
  expect(namedIn(first, /cannot be seen/)).toEqual(down);
  expect(namedIn(first, /the next "pulumi up" catches up/)).toEqual(down);
  for (const name of down) bot(name).start();
  const second = await project.up();
  expect(second.code, second.output).toBe(0);
  expect(thatSay("three")).toEqual(names);
  expect(second.output).toMatch(/~ 3 updated/);
});
