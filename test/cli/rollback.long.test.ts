import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { freePort } from "../../scripts/freePort.mts";
import { EngineProject, type PulumiRun } from "../engine/project";
import { RolledFleet } from "../rollouts/rolledFleet";

const main = join(__dirname, "../../dist/sdk/cli/main.js");

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A project whose programs are commits. */
class Repository {
  constructor(private readonly project: EngineProject) {
    this.git("init", "-q");
    writeFileSync(join(project.dir, ".gitignore"), "node_modules\n.pulumi/\n.molthub/\n.cache/\n.npm/\nsecrets/\n");
  }

  commit(subject: string): void {
    this.git("add", "-A");
    this.git("commit", "-qm", subject);
  }

  git(...args: string[]): string {
    const who = { GIT_AUTHOR_NAME: "Ann", GIT_AUTHOR_EMAIL: "ann@example.org", GIT_COMMITTER_NAME: "Ann", GIT_COMMITTER_EMAIL: "ann@example.org" };
    return execFileSync("git", args, { cwd: this.project.dir, env: { ...process.env, ...who }, encoding: "utf8" });
  }

  async done(...args: string[]): Promise<string> {
    const { dir, env, stack } = this.project;
    const { code, output } = await new Promise<PulumiRun>((ran) => {
      execFile(process.execPath, [main, ...args, "--stack", stack], { cwd: dir, env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => ran({ code: error === null ? 0 : Number(error.code), output: `${stdout}\n${stderr}` })).stdin?.end();
    });
    expect(code, output).toBe(0);
    return output;
  }
}

it("a rollback leaves a hosted bot's process and data where they are, and finds secrets that git does not have", async () => {
  const project = EngineProject.create();
  cleanups.push(() => project.remove());
  const repository = new Repository(project);
  const port = await freePort();
  mkdirSync(join(project.dir, "secrets"));
  writeFileSync(join(project.dir, "secrets/key"), "FILE-MARKER-1");
  const program = (prefix: string): void =>
    project.program(`new molthub.MoltbotInstance("alice", {
      gateway: { version: "2026.9.6" }, port: ${String(port)}, template: { messages: { responsePrefix: "${prefix}" } },
      connectors: [new molthub.Connector("anthropic", { modelProvider: { id: "anthropic", apiKey: molthub.secret.file("secrets/key") } })],
    });`);
  program("one");
  await project.pulumi("stack", "ls");
  repository.commit("One");
  await repository.done("up");
  const files = project.bot("alice");
  const identity = (): unknown[] => [(JSON.parse(readFileSync(files.launch, "utf8")) as { pid: number }).pid, readFileSync(files.dataId, "utf8")];
  const before = identity();
  program("two");
  repository.commit("Two");
  await repository.done("up");
  const output = await repository.done("rollback", "--yes");
  expect(output).toContain('bot alice: messages.responsePrefix "two" -> "one"');
  expect(output).not.toContain("FILE-MARKER");
  expect(identity()).toEqual(before);
  expect(JSON.parse(await repository.done("status", "--json"))).toMatchObject({ bots: [{ bot: "alice", reachable: true, config: "applied" }] });
  // An intent and a result of each of the three.
  expect(readFileSync(join(project.dir, ".molthub/record.ndjson"), "utf8").trim().split("\n")).toHaveLength(6);
}, 600_000);

it("a rollback pauses where the old program does, and goes on once the working copy is that program", async () => {
  const fleet = await RolledFleet.start(["a", "b"]);
  cleanups.push(() => fleet.remove());
  const repository = new Repository(fleet.project);
  const deploy = async (prefix: string): Promise<void> => {
    fleet.program({ steps: "[{ setWeight: 50 }, { pause: {} }]", prefix });
    await fleet.project.pulumi("stack", "ls");
    repository.commit(prefix);
    await repository.done("up");
  };
  await deploy("one");
  await deploy("two");
  expect(JSON.parse(await repository.done("releases", "--json"))).toMatchObject({ releases: [{ number: 2, verdict: "paused" }, { number: 1, verdict: "succeeded" }] });
  await repository.done("promote");
  expect(fleet.prefixes()).toBe("two");
  const output = await repository.done("rollback", "--yes", "--to", "1");
  expect(output).toContain('1 bot changed, 0 unchanged, 1 held');
  expect(output).toContain('The rollback is paused at a step of its rollout. It goes on by "molthub promote", run with the program of then: after the revert.');
  expect(fleet.prefixes()).toEqual({ a: "one", b: "two" });
  repository.git("revert", "--no-edit", "HEAD");
  await repository.done("promote");
  expect(fleet.prefixes()).toBe("one");
}, 600_000);
