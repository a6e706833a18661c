import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RolledFleet } from "./rolledFleet";

const names = Array.from({ length: 8 }, (_, at) => `bot-${String(at)}`);
const steps = `[{ setWeight: 25 }, { analysis: [{ config: {} }] }, { setWeight: 50 }, { analysis: [{ command: { run: "test ! -e bad" } }] }]`;

// A model that answers.
const profile = '{ models: { providers: { acme: { apiKey: "KEY", baseUrl: "http://127.0.0.1:9/v1", api: "openai-completions", models: [{ id: "m", name: "m" }] } } }, agents: { defaults: { model: { primary: "acme/m" } } } }';

let fleet: RolledFleet;

beforeAll(async () => {
  fleet = await RolledFleet.start(names);
});

afterAll(() => fleet.remove());

describe("the rollout of six lines that docs/rollouts.md begins with", () => {
  const [block = "", inDocs = ""] = /^ {2}rollout: \{\n {4}steps: (\[\n.*?^ {4}\]),\n {2}\},$/ms.exec(readFileSync(join(__dirname, "../../docs/rollouts.md"), "utf8")) ?? [];

  it("is none when the fleet is made", async () => {
    expect(block.split("\n")).toHaveLength(6);
    fleet.program({ steps: inDocs, prefix: "one", profile });
    const { code, output } = await fleet.up();
    expect(code, output).toBe(0);
    expect(fleet.prefixes()).toBe("one");
  });

  it("goes through its steps, with one write for each bot", async () => {
    const seen = fleet.watch();
    fleet.program({ steps: inDocs, prefix: "two", profile });
    const { code, output } = await fleet.up();
    expect(code, output).toBe(0);
    for (const metric of ["config", "channels", "model"]) expect(output).toContain(`fleet fleet: step 2 of 3: ${metric}: passed`);
    expect(fleet.prefixes()).toBe("two");
    expect(names.map((name) => seen.writes(name))).toEqual(names.map(() => 1));
  });
});

describe("a rollout that fails in its second step", () => {
  const touched = names.slice(0, 4);
  const untouched = names.slice(4);
  const bad = (): string => join(fleet.project.dir, "bad");

  const expectTakenBack = async (...args: string[]): Promise<string> => {
    const seen = fleet.watch();
    const { code, output } = await fleet.up(...args);
    expect(code, output).not.toBe(0);
    expect(fleet.prefixes()).toBe("two");
    expect(untouched.map((name) => seen.writes(name))).toEqual(untouched.map(() => 0));
    if (!args.includes("--refresh")) expect(untouched.map((name) => seen.connections(name))).toEqual(untouched.map(() => 0));
    return output;
  };

  beforeAll(() => writeFileSync(bad(), ""));

  it("is taken back from all bots that it changed; the others were not even asked", async () => {
    fleet.program({ steps, prefix: "three", profile });
    const output = await expectTakenBack();
    expect(output).toContain(`fleet fleet: step 4 of 5: failed: command: `);
    expect(output).toContain(`Taken back, proven on the live bots: ${touched.join(", ")}. Mend it and run "pulumi up"`);
  });

  it("does not come any further by a second up", async () => {
    expect(await expectTakenBack()).toMatch(/step [24] of 5: failed: document of bot bot-0: runs another document than this rollout gave it/);
  });

  it("is tried again from its first step by an up with refresh, and taken back again", async () => {
    expect(await expectTakenBack("--refresh")).toContain("step 4 of 5: failed: command: ");
  });

  it("goes through once it is mended", async () => {
    rmSync(bad());
    const seen = fleet.watch();
    fleet.program({ steps, prefix: "four", profile });
    const { code, output } = await fleet.up();
    expect(code, output).toBe(0);
    expect(fleet.prefixes()).toBe("four");
    expect(names.map((name) => seen.writes(name))).toEqual(names.map(() => 1));
  });
});

describe("a rollout that pauses", () => {
  const pausing = `[{ setWeight: 25 }, { pause: {} }, { setWeight: 50 }]`;
  // The last bot is no part of it.
  const own = { [names.at(-1) ?? ""]: '{ messages: { responsePrefix: "own" } }' };
  const others = names.slice(0, -1);

  it("ends the run well, and holds those behind it", async () => {
    fleet.program({ steps: pausing, profile, prefix: "four", overlays: own });
    expect((await fleet.up()).code).toBe(0);
    fleet.program({ steps: pausing, profile, prefix: "five", overlays: own });
    const { code, output } = await fleet.up();
    expect(code, output).toBe(0);
    expect(output).toMatch(/fleet fleet: rollout [0-9a-f]{10} is paused at step 2 of 4: 2 bots done, 5 held. Go on with "molthub promote"/);
    expect(fleet.prefixes(names.slice(0, 2))).toBe("five");
    expect(fleet.prefixes(names.slice(2, -1))).toBe("four");
  });

  it("stays paused by another up, which says so, and changes nobody", async () => {
    const seen = fleet.watch();
    const { code, output } = await fleet.up();
    expect(code, output).toBe(0);
    expect(output).toContain("is paused at step 2 of 4");
    expect(names.map((name) => seen.writes(name))).toEqual(names.map(() => 0));
  });

  it("lets a change of a bot through that is no part of it", async () => {
    const hotfix = { ...own, [names.at(-1) ?? ""]: '{ messages: { responsePrefix: "hotfix" } }' };
    const seen = fleet.watch();
    fleet.program({ steps: pausing, profile, prefix: "five", overlays: hotfix });
    const { code, output } = await fleet.up();
    expect(code, output).toBe(0);
    expect(output).toContain("is paused at step 2 of 4");
    expect(fleet.prefixes(names.slice(-1))).toBe("hotfix");
    expect(others.map((name) => seen.writes(name))).toEqual(others.map(() => 0));
    Object.assign(own, hotfix);
  });

  it("refuses a change of a bot that is a part of it, with no write", async () => {
    const seen = fleet.watch();
    fleet.program({ steps: pausing, profile, prefix: "six", overlays: own });
    const { code, output } = await fleet.project.pulumi("preview");
    expect(code, output).not.toBe(0);
    expect(output).toMatch(/rollout [0-9a-f]{10} is paused at step 2 of 4, and bots bot-0, .*, bot-6 are parts of it: no other change of them meanwhile. Nothing was written./);
    expect(names.map((name) => seen.writes(name))).toEqual(names.map(() => 0));
  });

  it("goes on when somebody promotes it from another working copy", async () => {
    fleet.program({ steps: pausing, profile, prefix: "five", overlays: own });
    expect(await fleet.molthub("promote", "0123456789")).toMatchObject({ code: 1, output: expect.stringMatching(/no rollout 0123456789 is paused; there is [0-9a-f]{10} \(fleet fleet, step 2 of 4\)/) as string });
    const { code, output } = await fleet.molthubElsewhere("promote");
    expect(code, output).toBe(0);
    expect(fleet.prefixes(others)).toBe("five");
    expect(output).not.toContain("is paused at");
    expect(await fleet.molthub("promote")).toMatchObject({ code: 1, output: expect.stringContaining("no rollout of this stack is paused") as string });
    expect((await fleet.up("--expect-no-changes")).code).toBe(0);
  });

  it("is taken back when somebody aborts it", async () => {
    fleet.program({ steps: pausing, profile, prefix: "seven", overlays: own });
    expect((await fleet.up()).code).toBe(0);
    const { code, output } = await fleet.molthub("abort");
    expect(code, output).toBe(0);
    expect(output).toMatch(/step 2 of 4: rollout [0-9a-f]{10} was aborted. Taken back, proven on the live bots: bot-0, bot-1\./);
    expect(output).toContain("taken back: bot-0, bot-1. Take the change out of the program");
    expect(fleet.prefixes(others)).toBe("five");
    fleet.program({ steps: pausing, profile, prefix: "five", overlays: own });
    const seen = fleet.watch();
    expect((await fleet.up()).code).toBe(0);
    expect(names.map((name) => seen.writes(name))).toEqual(names.map(() => 0));
  });
});
