import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { withOnPath } from "../../scripts/setup/child.mjs";
import { projectDir } from "../../scripts/setup/project.mjs";

/** What an `up` took, in milliseconds. */
export interface Taken {
  readonly time: number;
  /** CPU of the program alone: not of the engine, nor of the providers. */
  readonly programCpu: number;
}

/** A Pulumi project in a folder of its own, with a file backend. */
export class Project {
  private readonly folder: string;
  private readonly command: string;

  private constructor(folder: string, command: string) {
    this.folder = folder;
    this.command = command;
  }

  /** @param command path of the Pulumi CLI */
  static async create(command: string): Promise<Project> {
    const folder = mkdtempSync(path.join(tmpdir(), "molthub-bench-"));
    const project = new Project(folder, command);
    mkdirSync(path.join(folder, "node_modules/@molthub"), { recursive: true });
    symlinkSync(projectDir, path.join(folder, "node_modules/@molthub/pulumi"));
    symlinkSync(path.join(projectDir, "node_modules/@pulumi"), path.join(folder, "node_modules/@pulumi"));
    writeFileSync(path.join(folder, "Pulumi.yaml"), "name: bench\nruntime: { name: nodejs, options: { typescript: false } }\n");
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "bench", version: "1.0.0", main: "index.js" }));
    await project.pulumi({}, "stack", "init", "bench");
    return project;
  }

  /** @param checkpoints true: the state is written after every step, as Pulumi does unless it is told otherwise */
  async up(program: string, checkpoints: boolean): Promise<Taken> {
    writeFileSync(path.join(this.folder, "index.js"), program);
    const cpuFile = path.join(this.folder, "cpu");
    const begun = performance.now();
    await this.pulumi({ MOLTHUB_BENCH_CPU: cpuFile, ...(!checkpoints && { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" }) }, "up", "--yes", "--skip-preview");
    return { time: performance.now() - begun, programCpu: Number(readFileSync(cpuFile, "utf8")) };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  private async pulumi(more: NodeJS.ProcessEnv, ...args: string[]): Promise<void> {
    const { folder, command } = this;
    const env = {
      ...withOnPath(process.execPath, command),
      PULUMI_HOME: path.join(folder, ".pulumi"),
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      NODE_OPTIONS: `--require ${path.join(import.meta.dirname, "cpuAtExit.cjs")}`,
      ...more,
    };
    await promisify(execFile)(command, [...args, "--non-interactive"], { cwd: folder, env, maxBuffer: 256 << 20 });
  }
}
