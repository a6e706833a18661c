import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { EngineProject, type PulumiRun } from "../engine/project";
import { startSimulator, type SimulatedGateway } from "../gateways/simulator";

/** What a user gives to `--policy-pack`. */
export const packDir = (name: "baseline" | "production"): string => `node_modules/@molthub/pulumi/dist/policies/${name}`;

/** What a fleet that something else runs says to the production pack. */
export const trusted = { "install-source": { external: true }, "node-runtime": { external: true }, "egress-allowlist": { enforced: false } };

/** A document that production finds good, beside what `trusted` says. */
const good = `{ gateway: { mode: "local", bind: "loopback" }, tools: { profile: "minimal" }, skills: { allowBundled: [] }, agents: { defaults: { heartbeat: { every: "0m" } } } }`;

/** A fleet of external bots on simulators, the real engine, and a policy pack. */
export class GuardedFleet {
  readonly project = EngineProject.create();

  private constructor(
    readonly bots: ReadonlyMap<string, SimulatedGateway>,
    private readonly packArgs: string[],
  ) {}

  static async start(...names: string[]): Promise<GuardedFleet> {
    const bots = await Promise.all(names.map(async (name) => [name, await startSimulator({ release: { package: "openclaw", version: "2026.9.6" }, document: { gateway: { mode: "local" } }, token: `token-${name}`, env: { TELEGRAM: "123456789:TELEGRAM-TOKEN" } })] as const));
    const fleet = new GuardedFleet(new Map(bots), []);
    fleet.configure(trusted);
    return fleet;
  }

  /** Settings for `--policy-pack-config`. */
  configure(settings: object): void {
    const file = join(this.project.dir, "policies.json");
    writeFileSync(file, JSON.stringify(settings));
    this.packArgs.splice(0, this.packArgs.length, "--policy-pack", packDir("production"), "--policy-pack-config", file);
  }

  /** @param overlays JavaScript of each bot's overlay, over a document that production finds good */
  program(overlays: Readonly<Record<string, string>>, before = ""): void {
    const bots = Object.entries(overlays).map(([name, overlay]) => {
      const bot = this.bots.get(name);
      return `${name}: { target: { external: { address: "${bot?.endpoint.address ?? ""}", token: pulumi.secret("token-${name}") } }, overlay: ${overlay} }`;
    });
    this.project.program(`${before}\nnew molthub.MoltbotFleet("fleet", { gateway: { version: "2026.9.6" }, template: ${good}, bots: { ${bots.join(", ")} } });`, { refresh: false });
  }

  guarded(...args: string[]): Promise<PulumiRun> {
    return this.project.pulumi(...args, ...this.packArgs);
  }

  /** The same in another environment. */
  guardedWith(env: Readonly<Record<string, string>>, ...args: string[]): Promise<PulumiRun> {
    return this.run("pulumi", [...args, ...this.packArgs, "--stack", this.project.stack, "--non-interactive", "--color", "never"], env);
  }

  /** Runs the `molthub` command in the project. */
  molthub(...args: string[]): Promise<PulumiRun> {
    return this.run(process.execPath, [join(this.project.dir, "node_modules/@molthub/pulumi/dist/sdk/cli/main.js"), ...args]);
  }

  private run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<PulumiRun> {
    return new Promise((done) => {
      execFile(program, args, { cwd: this.project.dir, env: { ...this.project.env, ...env }, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
        done({ code: error === null ? 0 : 1, output: `${stdout}\n${stderr}` });
      }).stdin?.end();
    });
  }

  writes(): Record<string, number> {
    return Object.fromEntries([...this.bots].map(([name, { writes }]) => [name, writes.length]));
  }

  async remove(): Promise<void> {
    await Promise.all([...this.bots.values()].map((bot) => bot.stop()));
    await this.project.remove();
  }
}

/** What was reported: level, rule and message of each. */
export function reported(output: string): string[] {
  return [...output.matchAll(/- \[(mandatory|advisory)\] \[severity: \w+\] +([\w-]+) .*\n +(.*)/g)].map(([, level = "", rule = "", message = ""]) => `${level} ${rule}: ${message}`);
}
