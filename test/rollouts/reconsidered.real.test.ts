import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { RolledFleet } from "./rolledFleet";

// What people do while a rollout waits, or after it did not pass. The tests go on where the one before ended.
const names = Array.from({ length: 6 }, (_, at) => `bot-${String(at)}`);
const [first = "", second = ""] = names;
const judged = `[{ setWeight: 33 }, { analysis: [{ config: {} }] }, { setWeight: 66 }, { analysis: [{ command: { run: "test ! -e bad" } }] }]`;
const pausing = `[{ setWeight: 33 }, { pause: {} }, { setWeight: 66 }, { pause: {} }]`;

let fleet: RolledFleet;
const bad = (): string => join(fleet.project.dir, "bad");
// The second bot is no part of what changes the others.
const own = (prefix: string): Record<string, string> => ({ [second]: `{ messages: { responsePrefix: "${prefix}" } }` });
const others = names.filter((name) => name !== second);
const noWrites = names.map((name) => [name, 0]);

beforeAll(async () => {
  fleet = await RolledFleet.start(names);
  fleet.program({ steps: judged, prefix: "one" });
  const { code, output } = await fleet.up();
  expect(code, output).toBe(0);
});

afterAll(() => fleet.remove());

it("a change that failed comes no further by a fix that leaves it in the program for some of its bots", async () => {
  writeFileSync(bad(), "");
  fleet.program({ steps: judged, prefix: "two" });
  expect((await fleet.up()).code).not.toBe(0);
  rmSync(bad());
  const seen = fleet.watch();
  fleet.program({ steps: judged, prefix: "two", overlays: { [names[3] ?? ""]: '{ ui: { seamColor: "#111111" } }' } });
  const { code, output } = await fleet.up();
  expect(code, output).not.toBe(0);
  expect(output).toMatch(/document of bot bot-0: runs another document than this rollout gave it/);
  expect(fleet.prefixes()).toBe("one");
  expect(names.slice(4).map((name) => seen.writes(name))).toEqual([0, 0]);
  fleet.program({ steps: judged, prefix: "one" });
  const back = await fleet.up();
  expect(back.code, back.output).toBe(0);
});

it("a rollout that is promoted once goes to its next pause", async () => {
  fleet.program({ steps: pausing, prefix: "two", overlays: own("own") });
  const { code, output } = await fleet.up();
  expect(code, output).toBe(0);
  expect(output).toContain("is paused at step 2 of 5");
  const promoted = await fleet.molthub("promote");
  expect(promoted.code, promoted.output).toBe(0);
  expect(promoted.output).toContain("is paused at step 4 of 5");
  expect(names.slice(4).map((name) => fleet.prefixes([name]))).toEqual(["one", "one"]);
  const through = await fleet.molthub("promote");
  expect(through.code, through.output).toBe(0);
  expect(fleet.prefixes(others)).toBe("two");
});

it("while it waits, it is not promoted with another program, and other steps let nobody go on", async () => {
  fleet.program({ steps: pausing, prefix: "three", overlays: own("own") });
  expect((await fleet.up()).output).toContain("is paused at step 2 of 5");
  const seen = fleet.watch();
  fleet.program({ steps: pausing, prefix: "four", overlays: own("own") });
  expect(await fleet.molthub("promote")).toMatchObject({ code: 1, output: expect.stringMatching(/is paused at step 2 of 5, and bots bot-0, .* are parts of it: no other change of them meanwhile/) as string });
  fleet.program({ steps: "[{ setWeight: 66 }, { pause: {} }]", prefix: "three", overlays: own("own") });
  expect((await fleet.project.pulumi("preview")).output).toMatch(/by the steps of the program bot-2, bot-3 would not wait for it any more/);
  expect(names.map((name) => [name, seen.writes(name)])).toEqual(noWrites);
});

it("a hotfix that came in before the pause stays when the rollout is aborted", async () => {
  fleet.program({ steps: pausing, prefix: "three", overlays: own("hotfix") });
  const { code, output } = await fleet.up();
  expect(code, output).toBe(0);
  expect(fleet.prefixes([second])).toBe("hotfix");
  const aborted = await fleet.molthub("abort");
  expect(aborted.output).toContain(`taken back: ${first}. Take the change out`);
  expect(fleet.prefixes(others)).toBe("two");
  expect(fleet.prefixes([second])).toBe("hotfix");
});

it("a rollout that is aborted once its change is out of the program leaves every bot without it", async () => {
  fleet.program({ steps: pausing, prefix: "two", overlays: own("hotfix") });
  expect((await fleet.up()).code).toBe(0);
  fleet.program({ steps: pausing, prefix: "five", overlays: own("hotfix") });
  expect((await fleet.up()).output).toContain("is paused at step 2 of 5");
  expect(fleet.prefixes([first])).toBe("five");
  fleet.program({ steps: pausing, prefix: "two", overlays: own("hotfix") });
  await fleet.molthub("abort");
  expect(fleet.prefixes(others)).toBe("two");
  const { code, output } = await fleet.up("--refresh");
  expect(code, output).toBe(0);
  expect(output).not.toContain("is paused at");
  expect(fleet.prefixes(others)).toBe("two");
});

it("a step that tells nothing fails the run and takes nothing back; the next up judges again, or goes on where somebody accepts it", async () => {
  const verdict = (code: number): void => writeFileSync(join(fleet.project.dir, "verdict"), String(code));
  const steps = `[{ setWeight: 33 }, { analysis: [{ command: { run: "exit $(cat verdict)" } }] }]`;
  const program = (prefix: string, more = ""): void => fleet.program({ steps, prefix, overlays: own("hotfix"), more });
  for (const prefix of ["six", "seven"]) {
    verdict(2);
    program(prefix);
    const { code, output } = await fleet.up();
    expect(code, output).not.toBe(0);
    expect(output).toContain("step 2 of 3: inconclusive, nothing was taken back.");
    expect(fleet.prefixes([first])).toBe(prefix);
    expect(fleet.prefixes(names.slice(2))).not.toBe(prefix);
    const [, accept = ""] = /`(accept: \{ gate: "step 2 of 3", rolloutId: "[0-9a-f]{10}", reason: "\.\.\." \})`/.exec(output) ?? [];
    expect(accept).not.toBe("");
    if (prefix === "six") verdict(0);
    else program(prefix, accept);
    const next = await fleet.up();
    expect(next.code, next.output).toBe(0);
    expect(fleet.prefixes(others)).toBe(prefix);
  }
});

it("with maxUnavailable, a bot of a step waits for the one so many places before it", async () => {
  fleet.program({ steps: "[{ setWeight: 66 }]", prefix: "eight", more: "maxUnavailable: 2" });
  expect((await fleet.up()).code).toBe(0);
  const { output } = await fleet.project.pulumi("stack", "export");
  const { deployment } = JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1)) as { deployment: { resources: { urn: string; dependencies?: string[] }[] } };
  const waitsFor = (bot: string): string[] => (deployment.resources.find(({ urn }) => urn.endsWith(`fleet-${bot}-config`))?.dependencies ?? []).flatMap((urn) => /fleet-(bot-\d)-config$/.exec(urn)?.[1] ?? []);
  expect(names.slice(0, 4).map(waitsFor)).toEqual([[], [], ["bot-0"], ["bot-1"]]);
});
