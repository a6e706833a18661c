import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConfigDocument } from "../../sdk/config";
import { EngineProject, type PulumiRun } from "../engine/project";
import { startSimulator, type SimulatedGateway, type SimulatorOptions } from "../gateways/simulator";

/** How a program has its fleet. */
export interface FleetProgram {
  /** JavaScript of the steps of the rollout; if unset, there is no rollout. */
  readonly steps?: string;
  /** What every bot is to have in `messages.responsePrefix`. */
  readonly prefix: string;
  /** JavaScript of bots' own overlays, by name. */
  readonly overlays?: Readonly<Record<string, string>>;
  /** If unset, all. */
  readonly bots?: readonly string[];
  /** More arguments of the rollout. */
  readonly more?: string;
  /** JavaScript of a layer over the template. */
  readonly profile?: string;
}

/** A fleet of external bots on simulators, and the real engine. */
export class RolledFleet {
  readonly project = EngineProject.create();

  private constructor(readonly bots: ReadonlyMap<string, SimulatedGateway>) {}

  /** @param odd options of some bots, by name */
  static async start(names: readonly string[], odd: Readonly<Record<string, Partial<SimulatorOptions>>> = {}): Promise<RolledFleet> {
    const bots = await Promise.all(names.map(async (name) => [name, await startSimulator({ release: { package: "openclaw", version: "2026.9.6" }, document: { gateway: { mode: "local" } }, token: `token-${name}`, ...odd[name] })] as const));
    return new RolledFleet(new Map(bots));
  }

  bot(name: string): SimulatedGateway {
    const bot = this.bots.get(name);
    if (bot === undefined) throw new Error(`no bot is named ${name}`);
    return bot;
  }

  program({ steps, prefix, overlays = {}, bots = [...this.bots.keys()], more = "", profile }: FleetProgram, refresh = false): void {
    const declared = bots.map((name) => `"${name}": { target: { external: { address: "${this.bot(name).endpoint.address}", token: pulumi.secret("token-${name}") } }, overlay: ${overlays[name] ?? "{}"} }`);
    this.project.program(
      `new molthub.MoltbotFleet("fleet", {
        gateway: { version: "2026.9.6" },
        template: { gateway: { mode: "local" }, messages: { responsePrefix: ${JSON.stringify(prefix)} } },
        ${profile === undefined ? "" : `profiles: [${profile}],`}
        ${steps === undefined ? "" : `rollout: { steps: ${steps}, ${more} },`}
        bots: { ${declared.join(",\n")} },
      });`,
      { refresh },
    );
  }

  up(...args: string[]): Promise<PulumiRun> {
    return this.project.up(...args);
  }

  /** Runs the `molthub` command in the project. */
  molthub(...args: string[]): Promise<PulumiRun> {
    return this.molthubIn(this.project.dir, ...args);
  }

  /** The same in a folder that has nothing but the program and the stack's settings: what somebody else checked out. */
  async molthubElsewhere(...args: string[]): Promise<PulumiRun> {
    const elsewhere = mkdtempSync(join(tmpdir(), "molthub-elsewhere-"));
    try {
      for (const file of ["Pulumi.yaml", `Pulumi.${this.project.stack}.yaml`, "index.js", "package.json", "node_modules"]) cpSync(join(this.project.dir, file), join(elsewhere, file), { recursive: true, verbatimSymlinks: true });
      return await this.molthubIn(elsewhere, ...args);
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  }

  private molthubIn(cwd: string, ...args: string[]): Promise<PulumiRun> {
    const { env, stack } = this.project;
    return new Promise((done) => {
      execFile(process.execPath, [join(__dirname, "../../dist/sdk/cli/main.js"), ...args, "--stack", stack], { cwd, env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
        done({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, output: `${stdout}\n${stderr}` });
      }).stdin?.end();
    });
  }

  /** What the bots have in `messages.responsePrefix`, by name; what they all have, when it is the same. */
  prefixes(names = [...this.bots.keys()]): Readonly<Record<string, unknown>> | string {
    const of = (name: string): unknown => ((this.bot(name).running() ?? {}) as { messages?: ConfigDocument }).messages?.["responsePrefix"];
    const [first = ""] = names;
    return names.every((name) => of(name) === of(first)) ? String(of(first)) : Object.fromEntries(names.map((name) => [name, of(name)]));
  }

  /** Counts what happens to bots from now on. */
  watch(): { readonly writes: (name: string) => number; readonly connections: (name: string) => number } {
    const before = new Map([...this.bots].map(([name, bot]) => [name, { writes: bot.writes.length, connections: bot.connections.length }]));
    return {
      writes: (name) => this.bot(name).writes.length - (before.get(name)?.writes ?? 0),
      connections: (name) => this.bot(name).connections.length - (before.get(name)?.connections ?? 0),
    };
  }

  async remove(): Promise<void> {
    await Promise.all([...this.bots.values()].map((bot) => bot.stop()));
    await this.project.remove();
  }
}
