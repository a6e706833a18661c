import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect } from "vitest";
import { startScriptedBot, type Moods, type ScriptedBot } from "../apply/scriptedBot";
import { EngineProject, type PulumiRun } from "../engine/project";

/** Their names. */
export const names = Array.from({ length: 20 }, (_, at) => `bot-${String(at).padStart(2, "0")}`);

/** The 7 that an overlay for `region: eu` selects. */
export const eu = names.filter((_, at) => at % 3 === 1);

/** Secrets in a secret output, a literal, an array, the environment, an address, and as a number, under a value that beats the last one. */
export const planted = {
  output: "xoxb-MARKER-OF-A-SECRET-OUTPUT",
  literal: "xapp-MARKER-OF-A-LITERAL",
  url: "postgres://molty:URL-MARKER@db.example/x",
  variable: "ENV-VAR-MARKER",
  header: "HEADER-MARKER",
  pin: 3141592653,
};

/** @throws when a text holds one of them */
export function expectNoSecret(text: string): void {
  const { output, literal, variable, header, pin } = planted;
  for (const secret of [output, literal, "TOKEN-MARKER", "URL-MARKER", variable, header, String(pin)]) expect(text).not.toContain(secret);
}

/** An overlay that changes the bots of `region: eu`. */
export function euOverlay(config: string): string {
  return `{ selector: { matchLabels: { region: "eu" } }, config: ${config} }`;
}

/** A fleet of 20 external bots, the real Pulumi engine, and the `molthub` command. */
export class TwentyBots {
  readonly project = EngineProject.create();

  private constructor(readonly bots: readonly ScriptedBot[]) {}

  static async start(moods: Moods = {}): Promise<TwentyBots> {
    return new TwentyBots(await Promise.all(names.map(() => startScriptedBot({ gateway: { mode: "local" } }, moods))));
  }

  bot(name: string): ScriptedBot {
    return this.bots[names.indexOf(name)] as ScriptedBot;
  }

  /** @param overlays of the fleet, as the items of an array */
  program(overlays: string, refresh = false): void {
    const bot = (name: string): string =>
      `${JSON.stringify(name)}: { labels: { region: "${eu.includes(name) ? "eu" : "us"}" }, target: { external: { address: "${this.bot(name).endpoint.address}", token: pulumi.secret("TOKEN-MARKER") } } }`;
    this.project.program(
      `new molthub.MoltbotFleet("fleet", {
        gateway: { version: "2026.9.6" },
        template: { channels: { slack: { allowFrom: ["U1"], botToken: pulumi.secret("${planted.output}"), appToken: "${planted.literal}" } },
          env: { vars: { DATABASE_URL: "${planted.variable}" } }, gateway: { mode: "local", remote: { password: "${String(planted.pin)}" } },
          mcp: { servers: { db: { command: "db", args: ["--url", "${planted.url}"], headers: { "X-Key": "${planted.header}" } } } } },
        overlays: [${overlays}],
        bots: { ${names.map(bot).join(",\n")} },
      });`,
      { refresh },
    );
  }

  /** Runs the `molthub` command in the project. */
  molthub(...args: readonly string[]): Promise<PulumiRun & { readonly stdout: string }> {
    const { dir, env, stack } = this.project;
    return new Promise((done) => {
      execFile(process.execPath, [join(__dirname, "../../dist/sdk/cli/main.js"), ...args, "--stack", stack], { cwd: dir, env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
        done({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, stdout, output: `${stdout}\n${stderr}` });
      }).stdin?.end();
    });
  }

  async remove(): Promise<void> {
    await Promise.all(this.bots.map((bot) => bot.stop()));
    await this.project.remove();
  }
}
