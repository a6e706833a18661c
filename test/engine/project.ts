import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { botFiles, processesWith, signal, stopGateway, type BotFiles } from "../../sdk/hosts/local";

const repo = resolve(__dirname, "../..");

/** How a run of the CLI ended. */
export interface PulumiRun {
  readonly code: number;
  /** stdout and stderr, as a user reads them. */
  readonly output: string;
}

/**
 * A Pulumi project of one test file: real CLI, file backend, its own home, state, passphrase and bots in a temporary folder. The program is
 * JavaScript, so that a run costs a second and not five.
 *
 * @example
 * const project = EngineProject.create();
 * afterEach(({ task }) => { if (task.result?.state === "fail") project.keepLogs(task.name); });
 * afterAll(() => project.remove());
 */
export class EngineProject {
  readonly stack = "test";
  /** Gets what a run prints, as it comes. */
  heard?: (text: string) => void;

  private constructor(readonly dir: string) {}

  static create(): EngineProject {
    const dir = mkdtempSync(join(tmpdir(), "molthub-engine-"));
    // What `npm install @molthub/pulumi @pulumi/pulumi` would give.
    mkdirSync(join(dir, "node_modules/@molthub"), { recursive: true });
    symlinkSync(repo, join(dir, "node_modules/@molthub/pulumi"));
    symlinkSync(join(repo, "node_modules/@pulumi"), join(dir, "node_modules/@pulumi"));
    writeFileSync(join(dir, "package.json"), JSON.stringify({ name: "engine-test", version: "1.0.0", main: "index.js" }));
    return new EngineProject(dir);
  }

  /** Writes the program: the body of a function of `molthub` (the package) and `pulumi`. */
  program(body: string, options: { refresh?: boolean } = {}): void {
    const refresh = options.refresh === false ? "" : "options: { refresh: always }\n";
    writeFileSync(join(this.dir, "Pulumi.yaml"), `name: engine-test\nruntime: { name: nodejs, options: { typescript: false } }\n${refresh}`);
    writeFileSync(join(this.dir, "index.js"), `const pulumi = require("@pulumi/pulumi");\nconst molthub = require("@molthub/pulumi");\n${body}\n`);
  }

  /** Runs `pulumi <arguments>` on the stack, which it makes when there is none. Never throws: a test judges code and output. */
  async pulumi(...args: string[]): Promise<PulumiRun> {
    if (!existsSync(join(this.dir, ".pulumi/stacks"))) await this.run(["stack", "init", this.stack]);
    return this.run([...args, "--stack", this.stack]);
  }

  up(...args: string[]): Promise<PulumiRun> {
    return this.pulumi("up", "--yes", "--skip-preview", ...args);
  }

  /** The environment of the CLI. */
  get env(): NodeJS.ProcessEnv {
    const { PATH } = process.env;
    return {
      PATH,
      HOME: this.dir,
      ...(process.env["MOLTHUB_CACHE"] === undefined ? { XDG_CACHE_HOME: process.env["XDG_CACHE_HOME"] ?? join(process.env["HOME"] ?? "/", ".cache") } : { MOLTHUB_CACHE: process.env["MOLTHUB_CACHE"] }),
      ...(process.env["NODE_COMPILE_CACHE"] !== undefined && { NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] }),
      PULUMI_HOME: join(this.dir, ".pulumi"),
      PULUMI_BACKEND_URL: `file://${this.dir}`,
      PULUMI_CONFIG_PASSPHRASE: "passphrase of a test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      NO_COLOR: "1",
    };
  }

  private run(args: string[]): Promise<PulumiRun> {
    return new Promise((done) => {
      const child = execFile("pulumi", [...args, "--non-interactive", "--color", "never"], { cwd: this.dir, env: this.env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
        done({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, output: `${stdout}\n${stderr}` });
      });
      child.stdin?.end();
      child.stdout?.on("data", (text: string) => this.heard?.(text));
    });
  }

  /** Files of a bot of this project. */
  bot(name: string): BotFiles {
    return botFiles(join(this.dir, ".molthub", this.stack, name));
  }

  /** The stack's state as it is on disk: every secret encrypted. */
  stateOnDisk(): string {
    return readFileSync(join(this.dir, ".pulumi/stacks/engine-test", `${this.stack}.json`), "utf8");
  }

  /** How many config writes the bot's own log tells of. */
  writesOf(name: string): number {
    const log = this.bot(name).gatewayLog;
    return existsSync(log) ? (readFileSync(log, "utf8").match(/config\.(patch|apply) write actor=/g) ?? []).length : 0;
  }

  /** Every file of the bots and of the backend that may hold what was printed or recorded, for leak searches. */
  textOfLogs(): string {
    const files = this.botNames().flatMap((name) => [this.bot(name).gatewayLog, this.bot(name).consoleLog, this.bot(name).previousConsoleLog]);
    return files.filter((file) => existsSync(file)).map((file) => readFileSync(file, "utf8")).join("\n");
  }

  /** Copies the bots' logs and the state to `.test-logs/<test>/`. */
  keepLogs(test: string): void {
    const folder = join(repo, ".test-logs", test.replaceAll(/[^\w-]+/g, "-"));
    for (const name of this.botNames()) {
      const files = this.bot(name);
      for (const file of [files.gatewayLog, files.consoleLog, files.previousConsoleLog]) {
        const kept = join(folder, name, file.slice(files.dataDir.length + 1));
        mkdirSync(dirname(kept), { recursive: true });
        if (existsSync(file)) cpSync(file, kept);
      }
    }
  }

  /** Ends every bot of this project and deletes its folder. */
  async remove(): Promise<void> {
    for (const name of this.botNames()) {
      // A stopped process cannot end itself.
      signal(processesWith("MOLTHUB_GATEWAY", this.bot(name).dataDir), "SIGCONT");
      await stopGateway(this.bot(name), 5_000);
    }
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  private botNames(): string[] {
    const folder = join(this.dir, ".molthub", this.stack);
    return existsSync(folder) ? readdirSync(folder) : [];
  }
}
