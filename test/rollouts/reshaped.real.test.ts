import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { RolledFleet } from "./rolledFleet";

// A rollout in which the fleet and its steps change as well. The tests go on where the one before ended.
const old = ["bot-0", "bot-1", "bot-2", "bot-3", "bot-4"];
const [removed = ""] = old.slice(-1);
const added = "bot-new";
const now = [added, ...old.slice(0, -1)];
const judged = `[{ setWeight: 40 }, { analysis: [{ config: {} }] }, { setWeight: 60 }, { analysis: [{ command: { run: "test ! -e bad" } }] }, { setWeight: 80 }]`;

let fleet: RolledFleet;
const bad = (): string => join(fleet.project.dir, "bad");

beforeAll(async () => {
  fleet = await RolledFleet.start([...old, added]);
  fleet.program({ steps: "[{ setWeight: 60 }]", prefix: "one", bots: old });
  const { code, output } = await fleet.up();
  expect(code, output).toBe(0);
});

afterAll(() => fleet.remove());

it("other weights, more gates, a bot more and a bot less: only what it changed is taken back, and the new bot is named", async () => {
  writeFileSync(bad(), "");
  const seen = fleet.watch();
  fleet.program({ steps: judged, prefix: "two", bots: now });
  const { code, output } = await fleet.up();
  expect(code, output).not.toBe(0);
  expect(output).toContain("fleet fleet: step 4 of 6: failed: command: ");
  expect(output).toContain(`Taken back, proven on the live bots: bot-0, bot-1. Not taken back: ${added} (is new with this rollout: there is nothing to go back to)`);
  expect(fleet.prefixes(old)).toBe("one");
  const untouched = ["bot-2", "bot-3", removed];
  expect(untouched.map((name) => [name, seen.writes(name), seen.connections(name)])).toEqual(untouched.map((name) => [name, 0, 0]));
});

it("and once it is mended, it goes through", async () => {
  rmSync(bad());
  fleet.program({ steps: judged, prefix: "three", bots: now });
  const { code, output } = await fleet.up();
  expect(code, output).toBe(0);
  expect(fleet.prefixes(now)).toBe("three");
  expect(fleet.prefixes([removed])).toBe("one");
});

it("other steps alone write to nobody", async () => {
  const seen = fleet.watch();
  fleet.program({ steps: "[{ setWeight: 20 }, { setWeight: 50 }]", prefix: "three", bots: now });
  const { code, output } = await fleet.up();
  expect(code, output).toBe(0);
  expect(now.map((name) => seen.writes(name))).toEqual(now.map(() => 0));
});

const withToken = (botToken: string): string => JSON.stringify({ channels: { telegram: { botToken } } });

it("a secret that was taken back, which a Gateway hides, comes no further by a second up", async () => {
  rmSync(bad(), { force: true });
  fleet.program({ steps: judged, prefix: "three", bots: now, profile: withToken("1:OLD") });
  const made = await fleet.up();
  expect(made.code, made.output).toBe(0);
  writeFileSync(bad(), "");
  fleet.program({ steps: judged, prefix: "three", bots: now, profile: withToken("2:NEW") });
  expect((await fleet.up()).output).toContain("step 4 of 6: failed: command: ");
  const seen = fleet.watch();
  rmSync(bad());
  const { code, output } = await fleet.up();
  expect(code, output).not.toBe(0);
  expect(output).toMatch(/document of bot \S+: runs another document than this rollout gave it/);
  expect(now.map((name) => (fleet.bot(name).document() as { channels?: { telegram?: { botToken?: string } } }).channels?.telegram?.botToken)).toEqual(now.map(() => "1:OLD"));
  expect(["bot-2", "bot-3"].map((name) => seen.writes(name))).toEqual([0, 0]);
  fleet.program({ steps: judged, prefix: "three", bots: now, profile: withToken("1:OLD") });
  const back = await fleet.up();
  expect(back.code, back.output).toBe(0);
});

it("a program that comes again after another one failed changes and judges nobody that it did not change, though its id is the same", async () => {
  const steps = `[{ setWeight: 40 }, { analysis: [{ command: { run: "echo 1 $MOLTHUB_BOTS >> judged" } }] }, { setWeight: 80 }, { analysis: [{ command: { run: "echo 2 $MOLTHUB_BOTS >> judged; test ! -e bad" } }] }]`;
  const program = (prefix: string, own: string): void => fleet.program({ steps, prefix, bots: now, profile: withToken("1:OLD"), overlays: { "bot-0": `{ ui: { seamColor: "${own}" } }` } });
  const judged = join(fleet.project.dir, "judged");
  rmSync(bad(), { force: true });
  program("again", "#111111");
  const first = await fleet.up();
  expect(first.code, first.output).toBe(0);
  writeFileSync(bad(), "");
  program("again", "#222222");
  expect((await fleet.up()).code).not.toBe(0);
  rmSync(judged);
  const seen = fleet.watch();
  program("again", "#111111");
  const { code, output } = await fleet.up();
  expect(code, output).toBe(0);
  expect(existsSync(judged)).toBe(false);
  expect(now.map((name) => [name, seen.writes(name)])).toEqual(now.map((name) => [name, 0]));
});

it("a retry begins with its first step, whose bots are judged again", async () => {
  const steps = `[{ setWeight: 40 }, { analysis: [{ command: { run: "echo 1 >> steps" } }] }, { setWeight: 80 }, { analysis: [{ command: { run: "test ! -e bad" } }] }]`;
  fleet.program({ steps, prefix: "retry", bots: now, profile: withToken("1:OLD") });
  for (const count of [1, 2]) {
    const { code, output } = await fleet.up("--refresh");
    expect(code, output).not.toBe(0);
    expect(output).toContain("step 4 of 5: failed: command: ");
    expect(readFileSync(join(fleet.project.dir, "steps"), "utf8").trim().split("\n")).toHaveLength(count);
  }
});

it("a fleet whose rollout failed can be looked at, taken to what it had, and destroyed", async () => {
  rmSync(bad());
  fleet.program({ steps: judged, prefix: "three", bots: now, profile: withToken("1:OLD") });
  expect((await fleet.up()).code).toBe(0);
  writeFileSync(bad(), "");
  fleet.program({ steps: judged, profile: withToken("1:OLD"), prefix: "four", bots: now });
  expect((await fleet.up()).code).not.toBe(0);
  const preview = await fleet.project.pulumi("preview");
  expect(preview.code, preview.output).toBe(0);
  const seen = fleet.watch();
  fleet.program({ steps: judged, profile: withToken("1:OLD"), prefix: "three", bots: now });
  const back = await fleet.up();
  expect(back.code, back.output).toBe(0);
  expect(now.map((name) => seen.writes(name))).toEqual(now.map(() => 0));
  fleet.program({ steps: judged, profile: withToken("1:OLD"), prefix: "five", bots: now });
  expect((await fleet.up()).code).not.toBe(0);
  const destroyed = await fleet.project.pulumi("destroy", "--yes", "--skip-preview");
  expect(destroyed.code, destroyed.output).toBe(0);
  expect(fleet.prefixes(now)).toBe("three");
});
