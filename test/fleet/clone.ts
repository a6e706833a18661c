import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join, resolve, sep } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { cacheDir } from "../../sdk/hosts/cache/cacheDir.cjs";
import { botFiles, runningGateway, signal, type BotFiles } from "../../sdk/hosts/local";
import { processesBelow, type OwnProcess } from "./ownProcesses";
import { TaskRun } from "./taskRun";

const repo = resolve(__dirname, "../..");

// What an installation of ours, or a tool, writes into node_modules: each clone has its own.
const ownInModules = /^\.(cache|molthub-dist|vite.*)$/;

/** The bots of the default example. */
export const botNames = ["alice", "bob", "carol"];

/**
 * What somebody has after `git clone` of this working tree and `npm ci`: the sources in a temporary folder, with the dependencies of this
 * clone, no state, and nothing built. Its tasks run in the environment of a plain shell.
 *
 * @example
 * const clone = Clone.create();
 * afterEach(({ task }) => { if (task.result?.state === "fail") clone.keepLogs(task.name); });
 * afterAll(() => clone.remove());
 */
export class Clone {
  private readonly runs: TaskRun[] = [];

  private constructor(
    readonly dir: string,
    private readonly home: string,
  ) {}

  static create(): Clone {
    const parent = realpathSync(mkdtempSync(join(tmpdir(), "molthub-clone-")));
    const dir = join(parent, "molthub");
    for (const file of execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: repo, encoding: "utf8" }).split("\0")) {
      // A deleted file is listed until that is committed.
      if (file === "" || !existsSync(join(repo, file))) continue;
      mkdirSync(dirname(join(dir, file)), { recursive: true });
      copyFileSync(join(repo, file), join(dir, file));
    }
    linkModules(join(repo, "node_modules"), join(dir, "node_modules"));
    const home = join(parent, "home");
    mkdirSync(home);
    return new Clone(dir, home);
  }

  /** Starts `node scripts/run.mjs <task>`, as `npm run <task>` does. */
  begin(task: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): TaskRun {
    const run = this.start(task, args, env);
    this.runs.push(run);
    return run;
  }

  /** Runs a task to its end. */
  async run(task: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<TaskRun> {
    const run = this.begin(task, args, env);
    await run.ended;
    return run;
  }

  /** Runs a task whose output is kept in no log and is not counted as told: it is asked for secrets. */
  async runAside(task: string, args: readonly string[]): Promise<TaskRun> {
    const run = this.start(task, args, {});
    await run.ended;
    return run;
  }

  /** Files of a bot. */
  bot(name: string): BotFiles {
    return botFiles(join(this.dir, ".molthub/dev", name));
  }

  /** Ids of the gateways, in the order of `botNames`. */
  gateways(): (number | undefined)[] {
    return botNames.map((name) => runningGateway(this.bot(name)));
  }

  /** How many config writes each bot's own log tells of. */
  writes(): Record<string, number> {
    const logOf = (name: string): string => (existsSync(this.bot(name).gatewayLog) ? readFileSync(this.bot(name).gatewayLog, "utf8") : "");
    return Object.fromEntries(botNames.map((name) => [name, logOf(name).match(/config\.(patch|apply) write actor=/g)?.length ?? 0]));
  }

  /** Every process that is there because of this clone, whoever is its parent now. */
  processes(): OwnProcess[] {
    return processesBelow(this.dir);
  }

  /** Those of a run of the wrapper: engine, language host, program, provider. Nothing of them may outlive it. */
  runProcesses(): OwnProcess[] {
    return this.processes().filter(({ kind }) => kind === "run");
  }

  /** Waits until no process of a run is left, at most `ms` milliseconds; returns those that still are. */
  async settled(ms: number): Promise<OwnProcess[]> {
    for (const end = performance.now() + ms; performance.now() < end; await delay(100)) {
      // A process that just becomes another program looks like none for a moment.
      if (this.runProcesses().length > 0) continue;
      await delay(500);
      if (this.runProcesses().length === 0) return [];
    }
    return this.runProcesses();
  }

  /**
   * After a run was killed: what is left of it after at most `ms` milliseconds. Leaves out providers, which it ends: one that Pulumi
   * started and never asked for anything has nothing of ours in it that would end it; that one that was asked ends is told elsewhere
   * (lifeline.test.ts).
   */
  async outlived(ms: number): Promise<OwnProcess[]> {
    const isProvider = ({ command }: OwnProcess): boolean => /dynamic-provider|pulumi-resource-pulumi-nodejs/.test(command);
    const left = await this.settled(ms);
    signal(left.filter(isProvider).map(({ pid }) => pid), "SIGKILL");
    return left.filter((process) => !isProvider(process));
  }

  /** Everything that any task of this clone has printed. */
  told(): string {
    return this.runs.map(({ output }) => output).join("\n");
  }

  /** The files of the clone and of its home that hold this text, `node_modules` left out. */
  filesWith(text: string): string[] {
    return filesBelow(dirname(this.dir)).filter((file) => unlessGone(() => readFileSync(file, "latin1"), "").includes(text));
  }

  /** The stack's own settings, as the file says them. */
  settings(): string {
    return readFileSync(this.settingsFile, "utf8");
  }

  get settingsFile(): string {
    return join(this.dir, "Pulumi.dev.yaml");
  }

  /** Copies what the tasks printed and the bots' logs to `.test-logs/<test>/`. */
  keepLogs(test: string): void {
    const folder = join(repo, ".test-logs", test.replaceAll(/[^\w-]+/g, "-").slice(0, 80));
    mkdirSync(folder, { recursive: true });
    const tasks = this.runs.map(({ command, output, exit }) => `$ ${command}\n${output}\n[${exit}]\n`);
    writeFileSync(join(folder, "tasks.log"), tasks.join("\n"));
    writeFileSync(join(folder, "processes.json"), JSON.stringify(this.processes(), null, 2));
    for (const name of botNames) {
      const { gatewayLog, consoleLog, previousConsoleLog } = this.bot(name);
      for (const file of [gatewayLog, consoleLog, previousConsoleLog]) if (existsSync(file)) cpSync(file, join(folder, name, basename(file)), { recursive: true });
    }
  }

  /** Ends every process of the clone and deletes it, whatever state it is in. */
  async remove(): Promise<void> {
    for (const end = performance.now() + 10_000; this.processes().length > 0 && performance.now() < end; await delay(100)) {
      signal(this.processes().map(({ pid }) => pid), "SIGKILL");
    }
    rmSync(dirname(this.dir), { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  private start(task: string, args: readonly string[], env: Readonly<Record<string, string>>): TaskRun {
    return TaskRun.start([join(this.dir, "scripts/run.mjs"), task, ...args], { cwd: this.dir, env: { ...this.plainEnvironment(), ...env } });
  }

  /** PATH without what our own wrapper has put there, a home with nothing in it, and the cache of this machine. */
  private plainEnvironment(): Record<string, string> {
    const { PATH = "" } = process.env;
    const folders = PATH.split(delimiter).filter((folder) => folder !== "" && !folder.startsWith(cacheDir() + sep));
    return { PATH: folders.join(delimiter), HOME: this.home, MOLTHUB_CACHE: cacheDir(), LANG: "C.UTF-8" };
  }
}

/** Links every package, so that npm installs none; what is written at run time is the clone's own. */
function linkModules(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((entry) => !ownInModules.test(entry))) {
    if (statSync(join(from, name)).isDirectory()) symlinkSync(join(from, name), join(to, name));
    else copyFileSync(join(from, name), join(to, name));
  }
}

/** A bot that runs makes files and folders for a moment: one that is gone holds nothing. */
function unlessGone<T>(look: () => T, gone: T): T {
  try {
    return look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return gone;
    throw error;
  }
}

function filesBelow(folder: string): string[] {
  return unlessGone(() => readdirSync(folder, { withFileTypes: true }), []).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
