import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PulumiRun } from "../engine/project";
import { RolledFleet } from "../rollouts/rolledFleet";

const names = ["a", "b", "c", "d"];
const steps = `[{ setWeight: 25 }, { analysis: [{ config: {} }] }, { setWeight: 50 }, { analysis: [{ command: { run: "test ! -e bad" } }] }]`;

let fleet: RolledFleet;
const outputs: string[] = [];

function git(...args: string[]): string {
  const who = { GIT_AUTHOR_NAME: "Ann", GIT_AUTHOR_EMAIL: "ann@example.org", GIT_COMMITTER_NAME: "Bob", GIT_COMMITTER_EMAIL: "bob@example.org" };
  return execFileSync("git", args, { cwd: fleet.project.dir, env: { ...process.env, ...who }, encoding: "utf8" }).trim();
}

/** Commits a program that gives all bots this prefix. */
function commit(prefix: string, subject: string): void {
  fleet.program({ steps, prefix, overlays: { d: `{ gateway: { mode: "local", remote: { token: pulumi.secret("LEAF-MARKER-1") } } }` } });
  git("add", "-A");
  git("commit", "-qm", `${subject}\n\nbody`);
}

async function molthub(...args: string[]): Promise<PulumiRun> {
  const ran = await fleet.molthub(...args);
  outputs.push(ran.output);
  return ran;
}

async function expectRefused(words: string | RegExp, ...args: string[]): Promise<void> {
  const seen = fleet.watch();
  const { code, output } = await molthub("rollback", ...args);
  expect(code, output).toBe(1);
  expect(output).toMatch(words);
  expect(names.map((name) => [seen.writes(name), seen.connections(name)])).toEqual(names.map(() => [0, 0]));
}

beforeAll(async () => {
  fleet = await RolledFleet.start(names);
  git("init", "-q");
  writeFileSync(join(fleet.project.dir, ".gitignore"), "node_modules\n.pulumi/\n.molthub/\n.cache/\n.npm/\nbad\nout\n");
  fleet.program({ prefix: "zero" });
  expect((await fleet.project.pulumi("config", "set", "--secret", "probe", "SETTING-MARKER-1")).code).toBe(0);
  commit("zero", "Start");
  // What it is made from is in no commit.
  writeFileSync(join(fleet.project.dir, "index.js"), `${readFileSync(join(fleet.project.dir, "index.js"), "utf8")}\n// by hand\n`);
  const { code, output } = await fleet.up();
  expect(code, output).toBe(0);
});

afterAll(() => fleet.remove());

describe("molthub up", () => {
  it("tells a rollout step by step, one line per change", async () => {
    commit("one", "First words");
    const { code, output } = await molthub("up");
    expect(code, output).toBe(0);
    const lines = output.split("\n").filter((line) => line.startsWith("fleet "));
    const measured = /judging|config:|command:/;
    expect(lines.filter((line) => !measured.test(line))).toEqual([
      "fleet fleet: 4 bots, 4 to change, in 3 steps",
      "fleet fleet: step 2 of 5: changing 1 bot (a)",
      "fleet fleet: step 2 of 5: 1 of 1 bot done",
      "fleet fleet: step 2 of 5: passed",
      "fleet fleet: step 4 of 5: changing 1 bot (b)",
      "fleet fleet: step 4 of 5: 1 of 1 bot done",
      "fleet fleet: step 4 of 5: passed",
      "fleet fleet: step 5 of 5: changing 2 bots (c, d)",
      "fleet fleet: step 5 of 5: 1 of 2 bots done",
      "fleet fleet: step 5 of 5: 2 of 2 bots done",
      "fleet fleet: step 5 of 5: passed",
    ]);
    // What a gate prints may come later than its answer.
    expect(lines.filter((line) => measured.test(line)).sort()).toEqual([
      "fleet fleet: step 2 of 5: config: passed",
      "fleet fleet: step 2 of 5: judging 1 bot",
      "fleet fleet: step 4 of 5: command: passed",
      "fleet fleet: step 4 of 5: judging 2 bots",
      "fleet fleet: step 5 of 5: judging 4 bots",
    ]);
    expect(output).toContain("4 bots changed, 0 unchanged");
    expect(fleet.prefixes()).toBe("one");
  });

  it("says last what became of a rollout that failed", async () => {
    commit("two", "Second words");
    expect((await molthub("up")).code).toBe(0);
    writeFileSync(join(fleet.project.dir, "bad"), "");
    commit("three", "Third words");
    const { code, output } = await molthub("up");
    expect(code, output).toBe(1);
    expect(output).toContain("0 bots changed, 0 unchanged, 2 taken back, 2 not begun");
    expect(output.trim().split("\n").at(-1)).toBe(
      'error: fleet fleet: step 4 of 5: failed: command: the command ended with code 1. Taken back, proven on the live bots: a, b. Mend it and run "pulumi up"; to try the same again, "pulumi up --refresh".',
    );
    expect(fleet.prefixes()).toBe("two");
    rmSync(join(fleet.project.dir, "bad"));
  });
});

describe("molthub releases", () => {
  it("lists what was deployed, when, by whom, which rollouts, and how it ended", async () => {
    const { code, output } = await molthub("releases", "--json");
    expect(code, output).toBe(0);
    const { releases } = JSON.parse(output) as { releases: Record<string, unknown>[] };
    const row = (number: number, what: string, verdict: string, rollouts: unknown, dirty = false): object => ({ number, what, verdict, rollouts, dirty, who: "Ann", at: expect.stringMatching(/^2\d{3}-.*Z$/) as string, commit: expect.stringMatching(/^[0-9a-f]{40}$/) as string });
    const id = [expect.stringMatching(/^[0-9a-f]{10}$/)];
    expect(releases).toEqual([row(4, "Third words", "failed", id), row(3, "Second words", "succeeded", id), row(2, "First words", "succeeded", id), row(1, "Start", "succeeded", [], true)]);
    expect(releases[0]?.["commit"]).toBe(git("rev-parse", "HEAD"));
    expect(new Set(releases.flatMap(({ rollouts }) => rollouts as string[])).size).toBe(3);
  });

  it("shows them as a table, the newest first", async () => {
    const { code, output } = await molthub("releases", "--last", "2");
    expect(code, output).toBe(0);
    expect(output).toMatch(/4 .*Ann .*Third words .*[0-9a-f]{8} .*[0-9a-f]{10} .*failed(.|\n)*3 .*Second words .*succeeded/);
    expect(output).not.toContain("First words");
    expect(output).toContain("2 older ones: molthub releases --last 4");
  });
});

describe("molthub rollback", () => {
  it("refuses what cannot be, with nothing touched", async () => {
    await expectRefused(/there is no terminal to ask on/);
    await expectRefused(/this stack has no release 9\. Look at "molthub releases"/, "--yes", "--to", "9");
    await expectRefused(/release 4 \(Third words\) failed: it is nothing to go back to/, "--yes", "--to", "4");
    await expectRefused(/release 1 \(Start\) was made with changes that commit [0-9a-f]{8} does not have/, "--yes", "--to", "1");
    expect(git("worktree", "list").split("\n")).toHaveLength(1);
  });

  it("deploys the program of an earlier release through its gates, and leaves the working copy alone", async () => {
    const seen = fleet.watch();
    const { code, output } = await molthub("rollback", "--to", "2", "--yes");
    expect(code, output).toBe(0);
    expect(fleet.prefixes()).toBe("one");
    expect(names.map((name) => seen.writes(name))).toEqual(names.map(() => 1));
    const first = git("rev-parse", "HEAD~2");
    expect(output).toMatch(new RegExp(`Stack test goes back to release 2: commit ${first.slice(0, 8)} \\(First words\\), deployed 2.*Z, by Ann\\.`));
    expect(output).toContain("fleet fleet: step 4 of 5: command: passed");
    expect(output).toContain(`The working copy still has the newer one, and the next "molthub up" would bring it again. Take it out first: git revert ${first.slice(0, 8)}..HEAD`);
    expect([git("status", "--porcelain"), git("worktree", "list").split("\n").length]).toEqual(["", 1]);
    expect(readFileSync(join(fleet.project.dir, ".molthub/record.ndjson"), "utf8").trim().split("\n").at(-1)).toContain('"outcome":"live"');
    const { releases } = JSON.parse((await molthub("releases", "--json", "--last", "1")).output.split("\n\n")[0] ?? "") as { releases: object[] };
    expect(releases).toMatchObject([{ number: 5, what: "Rollback to release 2: First words", commit: first, dirty: false, verdict: "succeeded" }]);
  });
});

it("no secret is in anything that was printed, or left behind", () => {
  const text = outputs.join("\n");
  expect(text).not.toMatch(/token-[abcd]\b|LEAF-MARKER|SETTING-MARKER|PRIVATE KEY|passphrase of a test/);
  expect(text).not.toMatch(/\u001B/);
  expect(existsSync(join(fleet.project.dir, "events"))).toBe(false);
});
