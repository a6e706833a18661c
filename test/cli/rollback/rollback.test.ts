import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../../scripts/setup/dist.mjs";
import { stackWith } from "../stackState";

const main = join(__dirname, "../../../dist/sdk/cli/main.js");
const env = { GIT_AUTHOR_NAME: "Ann", GIT_AUTHOR_EMAIL: "ann@example.org", GIT_COMMITTER_NAME: "Ann", GIT_COMMITTER_EMAIL: "ann@example.org" };

beforeAll(() => ensureBuilt(join(__dirname, "../../.."), process.execPath, () => undefined), 120_000);

/** A folder with a repository whose project is in `bots/`, a stand-in for Pulumi, and a folder for temporary files. */
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "molthub-rollback-test-")));
  for (const name of ["bin", "tmp", "repo/bots"]) mkdirSync(join(folder, name), { recursive: true });
  git("init", "-q");
  write("repo/bots/Pulumi.yaml", "name: demo\nruntime: nodejs\nmain: src/index.js\n");
  write("repo/bots/program", "old");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content, { mode: 0o755 });
}

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: join(folder, "repo"), env: { ...process.env, ...env }, encoding: "utf8" }).trim();
}

function commit(subject: string): string {
  git("add", "-A");
  git("commit", "-qm", subject);
  return git("rev-parse", "HEAD");
}

/** A stand-in with a history of two releases, at these commits, whose preview and update do that. */
function pulumi(commits: readonly [string, string], onPreview: string, onUp = "echo $PWD: $(cat program), $@", backend = "https://api.pulumi.com"): void {
  const entries = [...commits].reverse().map((head) => ({ version: 0, kind: "update", startTime: "2026-11-23T12:57:42.000Z", message: "Words", environment: { "git.head": head, "git.author": "Ann", "git.dirty": "false" }, result: "succeeded" }));
  write("history.json", JSON.stringify(entries));
  write("state.json", JSON.stringify(stackWith({})));
  write("bin/pulumi", `#!/bin/sh\ncase "$1 $2" in "whoami "*) echo '{"url":"${backend}"}';; "stack history") cat ${folder}/history.json;; "stack export") cat ${folder}/state.json;; "stack --show-name") echo dev;; preview*) ${onPreview}\necho '{"sequence":9,"summaryEvent":{}}';; up*) ${onUp};; *) exit 9;; esac\n`);
}

function start(...args: string[]): ReturnType<typeof spawn> {
  const { PATH = "" } = process.env;
  return spawn(process.execPath, [main, "rollback", ...args], { cwd: join(folder, "repo/bots"), env: { PATH: `${join(folder, "bin")}:${PATH}`, NO_COLOR: "1", TMPDIR: join(folder, "tmp"), HOME: folder }, stdio: ["ignore", "pipe", "pipe"] });
}

async function rollback(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = start(...args);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout as NodeJS.ReadableStream), text(child.stderr as NodeJS.ReadableStream), once(child, "close") as Promise<[number | null]>]);
  return { code, stdout, stderr };
}

function expectNothingLeft(): void {
  expect([readdirSync(join(folder, "tmp")).filter((name) => name.startsWith("molthub")), git("worktree", "list").split("\n").length, git("status", "--porcelain", "-uno")]).toEqual([[], 1, ""]);
}

describe("molthub rollback", () => {
  it("runs the old program from a checkout, with the settings, the data and the backend of the project", async () => {
    const [old, now] = [commit("Old"), (write("repo/bots/program", "new"), write("repo/bots/Pulumi.dev.yaml", "config: {}\n"), commit("New"))];
    pulumi([old, now], "pwd > $MOLTHUB_PROJECT_DIR/previewed", 'echo "$PWD|$(cat program)|$MOLTHUB_PROJECT_DIR|$MOLTHUB_PROGRAM_DIR|$MOLTHUB_RECORD|$PULUMI_BACKEND_URL|$@"', "file://./state");
    const { code, stdout, stderr } = await rollback("--yes");
    expect(code, stderr).toBe(0);
    const [at = "", program, project, programDir, record, backend, args] = (stdout.split("\n").find((line) => line.includes("|")) ?? "").split("|");
    const bots = join(folder, "repo/bots");
    expect(at).toMatch(/tmp\/molthub-rollback-\w+\/checkout\/bots$/);
    expect([program, project, programDir, record, backend]).toEqual(["old", bots, join(bots, "src"), join(bots, "src/.molthub/record.ndjson"), `file://${join(bots, "state")}`]);
    expect(args).toContain(`--message Rollback to release 1: Words --stack dev --config-file ${join(bots, "Pulumi.dev.yaml")}`);
    expect(readFileSync(join(bots, "previewed"), "utf8").trim()).toBe(at);
    expect(stderr).toContain(`Stack dev goes back to release 1: commit ${old.slice(0, 8)} (Words), deployed 2026-11-23T12:57:42.000Z, by Ann.`);
    expect(stderr).toContain(`Take it out first: git revert ${old.slice(0, 8)}..HEAD`);
    expectNothingLeft();
  }, 30_000);

  it("takes the working copy's packages where they are the same, without a trace in the checkout", async () => {
    write("repo/.gitignore", "node_modules/\n");
    write("repo/package-lock.json", '{"lockfileVersion":3,"packages":{"":{}}}');
    write("repo/node_modules/some/index.js", "module.exports = 'found'");
    const [old, now] = [commit("Old"), (write("repo/bots/program", "new"), commit("New"))];
    pulumi([old, now], "true", `node -p "require('some')"; git status --porcelain`);
    const { code, stdout, stderr } = await rollback("--yes");
    expect(code, stderr).toBe(0);
    expect(stdout.split("\n").slice(1, 3)).toEqual(["found", "resources: none changed"]);
    expect(existsSync(join(folder, "repo/node_modules/some/index.js"))).toBe(true);
  }, 30_000);

  it.each([
    ["another lock file", '{"name":"x","lockfileVersion":3,"packages":{"":{}}}', '{"name":"x","lockfileVersion":3,"packages":{"":{"name":"y"}}}'],
    ["packages of the repository itself", '{"name":"x","lockfileVersion":3,"packages":{"":{"workspaces":["own"]},"own":{},"node_modules/own":{"resolved":"own","link":true}}}', undefined],
  ])("installs packages anew for %s", async (_why, lock, later) => {
    write("repo/.gitignore", "node_modules\n");
    write("repo/package.json", JSON.stringify({ name: "x", ...(later === undefined && { workspaces: ["own"] }) }));
    write("repo/own/package.json", '{"name":"own"}');
    write("repo/package-lock.json", lock);
    write("repo/node_modules/some/index.js", "");
    const old = commit("Old");
    if (later !== undefined) write("repo/package-lock.json", later);
    write("repo/bots/program", "new");
    pulumi([old, commit("New")], "true", "ls ../node_modules 2>/dev/null | grep -c some");
    const { stdout, stderr } = await rollback("--yes");
    expect(stderr).toContain("running npm ci...");
    expect(stdout).toContain("\n0\n");
    expectNothingLeft();
  }, 60_000);

  it.each([
    ["the project was elsewhere", () => renameSync(join(folder, "repo/bots"), join(folder, "repo/robots")), () => renameSync(join(folder, "repo/robots"), join(folder, "repo/bots")), /does not have this project at the same path/],
    ["the project had another name", () => write("repo/bots/Pulumi.yaml", "name: other\n"), () => write("repo/bots/Pulumi.yaml", "name: demo\n"), /the project was named other, and now it is demo/],
    ["other packages are not known", () => write("repo/bots/package.json", '{"name":"a"}'), () => write("repo/bots/package.json", '{"name":"b"}'), /has no package-lock\.json that says which/],
  ])("is refused where %s", async (_why, before, after, words) => {
    before();
    const old = commit("Old");
    after();
    write("repo/bots/program", "new");
    pulumi([old, commit("New")], "echo previewed >&2", "echo updated");
    const { code, stdout, stderr } = await rollback("--yes");
    expect(stderr).toMatch(words);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).not.toContain("previewed");
    expectNothingLeft();
  }, 30_000);

  it("is refused where the commit is not in this clone", async () => {
    pulumi(["0123456789012345678901234567890123456789", commit("New")], "true");
    expect(await rollback("--yes")).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("commit 01234567 is not in this clone. Get it first: git fetch --all") as string });
  }, 30_000);

  it("is refused outside of git", async () => {
    const old = commit("Old");
    pulumi([old, old], "true");
    rmSync(join(folder, "repo/.git"), { recursive: true });
    expect(await rollback("--yes")).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("is in no git repository, so the program of an earlier release is not known here") as string });
  }, 30_000);

  it("is refused where nobody can be asked", async () => {
    pulumi([commit("Old"), "b"], "true");
    expect(await rollback()).toEqual({ code: 1, stdout: "", stderr: "error: there is no terminal to ask on. To go on without being asked: --yes.\n" });
  }, 30_000);

  it("is refused where the old program would look for a bot's data elsewhere", async () => {
    const [old, now] = [commit("Old"), (write("repo/bots/program", "new"), commit("New"))];
    const moved = { op: "update", urn: "urn:pulumi:dev::demo::x::alice-gateway", type: "pulumi-nodejs:dynamic/molthub:LocalGateway", old: { inputs: { bot: "alice", dataDir: "/a" } }, new: { inputs: { bot: "alice", dataDir: "/b" } } };
    pulumi([old, now], `echo '${JSON.stringify({ sequence: 0, resourcePreEvent: { metadata: moved } })}'`, "echo updated");
    const { code, stdout, stderr } = await rollback("--yes");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("would look for the data of bot alice in another folder, so nothing was begun");
    expectNothingLeft();
  }, 30_000);

  it.each(["SIGINT", "SIGTERM"] as const)("leaves nothing behind when it is ended by %s before it began", async (signal) => {
    const [old, now] = [commit("Old"), (write("repo/bots/program", "new"), commit("New"))];
    pulumi([old, now], "exec sleep 30", "echo updated");
    const child = start("--yes");
    let told = "";
    (child.stderr as NodeJS.ReadableStream).on("data", (chunk: Buffer) => {
      told += chunk.toString();
      if (told.includes("Running pulumi preview")) child.kill(signal);
    });
    expect(await once(child, "exit")).toEqual([1, null]);
    expectNothingLeft();
  }, 30_000);

  it("fails when the update does, and leaves nothing behind", async () => {
    const [old, now] = [commit("Old"), (write("repo/bots/program", "new"), commit("New"))];
    pulumi([old, now], "true", "exit 255");
    const { code, stderr } = await rollback("--yes", "--to", "1");
    expect(code).toBe(1);
    expect(stderr).not.toContain("was deployed");
    expectNothingLeft();
  }, 30_000);
});
