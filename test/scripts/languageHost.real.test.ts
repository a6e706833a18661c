import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTimeOf } from "../../sdk/hosts/cache/processIdentity.cjs";
import { buildPulumi, cachedBuild } from "../../scripts/pulumi/build.mts";
import type { PulumiCli } from "../../scripts/pulumi/cli.mts";
import { projectEnvironment } from "../../scripts/pulumi/environment.mts";
import { clearStaleLocks } from "../../scripts/pulumi/staleLock.mts";

const repository = path.resolve(__dirname, "../..");

let cli: PulumiCli;
let project: string;
const runs: ChildProcess[] = [];

beforeEach(() => {
  project = mkdtempSync(path.join(os.tmpdir(), "molthub-project-"));
  symlinkSync(path.join(repository, "node_modules"), path.join(project, "node_modules"));
});

afterEach(() => {
  for (const run of runs.splice(0)) run.kill("SIGKILL");
  rmSync(project, { recursive: true, force: true });
});

/** Writes a project whose program registers a component, and then does what `extra` says. */
function writeProgram(file: "index.ts" | "index.js", options: string, extra = ""): void {
  writeFileSync(path.join(project, "Pulumi.yaml"), `name: hosted\nruntime:\n  name: nodejs\n  options: ${options}\n`);
  writeFileSync(path.join(project, "package.json"), JSON.stringify({ name: "hosted", main: file }));
  const typed = file === "index.ts";
  writeFileSync(path.join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: { module: "nodenext", target: "es2022", types: ["node"], strict: true, skipLibCheck: true } }));
  writeFileSync(
    path.join(project, file),
    `${typed ? 'import * as pulumi from "@pulumi/pulumi"' : 'const pulumi = require("@pulumi/pulumi")'};
class Greeting extends pulumi.ComponentResource {
  constructor(name${typed ? ": string" : ""}) {
    super("hosted:index:Greeting", name);
    this.registerOutputs({});
  }
}
new Greeting("hello");
exports.name = new pulumi.Config().get("name");
exports.nodeArgs = process.execArgv;
exports.typescript = process.env["PULUMI_NODEJS_TYPESCRIPT"] ?? "off";
${extra}
`,
  );
}

/** Every environment of these tests is the one that `npm run pulumi` gives. */
function pulumi(...args: string[]): ChildProcess {
  const env = { ...projectEnvironment(project, cli), PULUMI_SKIP_CONFIRMATIONS: "true" };
  const run = spawn(cli.command, [...args, "--non-interactive", "--color", "never"], { cwd: project, env, stdio: ["ignore", "pipe", "pipe"] });
  runs.push(run);
  return run;
}

async function outcome(run: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = "";
  for (const stream of [run.stdout, run.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(run, "close")) as [number | null];
  return { code, output };
}

async function succeeds(...args: string[]): Promise<string> {
  const { code, output } = await outcome(pulumi(...args));
  expect(code, output).toBe(0);
  return output;
}

/** Language hosts and programs that work in the project. */
function processesOfProject(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && startTimeOf(Number(name)) !== undefined)
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/environ`, "utf8").includes(`=${project}`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

async function until(condition: () => boolean, seconds: number): Promise<void> {
  const started = Date.now();
  while (!condition()) {
    if (Date.now() - started > seconds * 1000) throw new Error(`did not become true within ${seconds} s`);
    await delay(50);
  }
}

// Where the CLI did not have to be built, this host is never used. `npm test` gets the CLI before this file is read.
describe.skipIf(cachedBuild() === undefined)("the language host beside the built CLI", () => {
  beforeAll(async () => {
    cli = await buildPulumi(console.log);
  });

  it("runs a TypeScript program with its configuration", async () => {
    writeProgram("index.ts", "{}");
    await succeeds("stack", "init", "dev");
    await succeeds("config", "set", "name", "alice");
    expect(await succeeds("up", "--yes", "--skip-preview")).toContain("2 created");
    const outputs: unknown = JSON.parse(await succeeds("stack", "output", "--json"));
    expect(outputs).toEqual({ name: "alice", nodeArgs: ["--stack-trace-limit=3"], typescript: "true" });
    expect(await succeeds("preview", "--expect-no-changes")).toContain("2 unchanged");
    expect(await succeeds("destroy", "--yes", "--skip-preview")).toContain("2 deleted");
    expect(processesOfProject()).toEqual([]);
  });

  it("runs a JavaScript program with the user's flags for Node", async () => {
    writeProgram("index.js", '{ typescript: false, nodeargs: "--stack-trace-limit=7 --no-warnings" }');
    await succeeds("stack", "init", "dev");
    await succeeds("up", "--yes", "--skip-preview");
    const outputs: unknown = JSON.parse(await succeeds("stack", "output", "--json"));
    expect(outputs).toEqual({ nodeArgs: ["--stack-trace-limit=7", "--no-warnings"], typescript: "off" });
  });

  it("tells a failure of the program in its own words, with what the program printed", async () => {
    writeProgram("index.js", "{ typescript: false }", 'console.log("said before"); throw new pulumi.RunError("bot alice: port 70000 is out of range");');
    await succeeds("stack", "init", "dev");
    const { code, output } = await outcome(pulumi("preview"));
    expect(code).not.toBe(0);
    expect(output).toContain("said before");
    // Once as it comes, and once in the summary.
    expect(output.split("bot alice: port 70000 is out of range")).toHaveLength(3);
    expect(output).not.toContain("non-zero exit code");
  });

  it("reports the exit code of a program that just ends", async () => {
    writeProgram("index.js", "{ typescript: false }", "process.exit(3);");
    await succeeds("stack", "init", "dev");
    const { output } = await outcome(pulumi("preview"));
    expect(output).toContain("Program exited with non-zero exit code: 3");
  });

  it("ends with an engine that was killed, and so does the program; the lock that is left can be cleared", async () => {
    const here = path.join(project, "here");
    writeProgram("index.js", "{ typescript: false }", `require("fs").writeFileSync(${JSON.stringify(here)}, ""); setInterval(() => undefined, 1000);`);
    await succeeds("stack", "init", "dev");
    const engine = pulumi("up", "--yes", "--skip-preview");
    const closed = once(engine, "exit");
    await until(() => existsSync(here), 60);
    expect(processesOfProject().length).toBeGreaterThanOrEqual(3);
    // An engine that dies while it writes its checkpoint leaves an empty one, and no lock to clear helps then (file backend, CLI 3.259).
    const checkpoint = path.join(project, ".pulumi/stacks/hosted/dev.json");
    await until(() => existsSync(checkpoint) && /Greeting[^]*\}\s*$/.test(readFileSync(checkpoint, "utf8")), 60);
    await delay(1_000);
    engine.kill("SIGKILL");
    await closed;
    await until(() => processesOfProject().length === 0, 60);

    writeProgram("index.js", "{ typescript: false }");
    expect((await outcome(pulumi("up", "--yes", "--skip-preview"))).output).toContain("the stack is currently locked");
    const logged: string[] = [];
    expect(clearStaleLocks(project, (line) => logged.push(line))).toHaveLength(1);
    expect(logged).toEqual([expect.stringMatching(/^Clearing the lock of stack hosted\/dev: its owner \(pid \d+ on this host, since .*\) is dead\.$/)]);
    await succeeds("up", "--yes", "--skip-preview");
  });

  it("ends its program when the run is cancelled", async () => {
    const here = path.join(project, "here");
    writeProgram("index.js", "{ typescript: false }", `require("fs").writeFileSync(${JSON.stringify(here)}, ""); setInterval(() => undefined, 1000);`);
    await succeeds("stack", "init", "dev");
    const engine = pulumi("up", "--yes", "--skip-preview");
    await until(() => existsSync(here), 60);
    const ended = outcome(engine);
    engine.kill("SIGINT");
    expect((await ended).code).not.toBe(0);
    await until(() => processesOfProject().length === 0, 10);
  });

  it("says what to do when the program's dependencies are not installed", async () => {
    writeProgram("index.js", "{ typescript: false }");
    rmSync(path.join(project, "node_modules"));
    mkdirSync(path.join(project, "node_modules"));
    await succeeds("stack", "init", "dev");
    expect((await outcome(pulumi("preview"))).output).toContain(`${project} does not find @pulumi/pulumi/package.json. Install its dependencies (npm install)`);
  });
});
