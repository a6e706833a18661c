// `npm start`: three bots on this machine, from nothing to a proven answer of each.
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { installGateway } from "@molthub/pulumi/sdk";
import { withLock } from "../../sdk/hosts/cache/lock.cjs";
import { ensurePulumi } from "../pulumi/ensurePulumi.mts";
import { hasOwnBackend, projectEnvironment } from "../pulumi/environment.mts";
import { clearStaleLocks } from "../pulumi/staleLock.mts";
import { runChild } from "../setup/child.mjs";
import { log, main, projectDir } from "../setup/project.mjs";
import { requireCapacity } from "./capacity.mts";
import { ensureChoices } from "./choices.mts";
import { ensureDemoModel } from "./demoModel.mts";
import { pulumi, stack } from "./stack.mts";

const question = "Hello! Are you there?";

const whatNext = `
Your fleet is up. Try:
  npm run molthub -- status                  every bot at a glance
  npm run molthub -- ask carol "Who are you?"
  npm run molthub -- logs alice -f
Change examples/local-fleet/index.ts, then:
  npm run pulumi -- preview --diff           what would change, by path
  npm run pulumi -- up
  npm run stop                               stops all; data is kept`;

// One at a time in a clone: two would both make the first start's choices.
await main(() => withLock(path.join(projectDir, "npm start"), start, () => log("Waiting for another npm start of this clone...")));

async function start(): Promise<number> {
  const cli = await ensurePulumi(log);
  const env = projectEnvironment(projectDir, cli);
  if (hasOwnBackend()) clearStaleLocks(projectDir, log);
  await installGateway({ package: "openclaw", version: "2026.9.6" }, log);
  const choices = await ensureChoices({ command: cli.command, cwd: projectDir, env }, log);
  requireCapacity(projectDir, choices.port);
  if (choices.demoModelUrl !== undefined) await ensureDemoModel(projectDir, choices.demoModelUrl);
  log("Bringing up the fleet: pulumi up (the first time usually 1 to 2 minutes)...");
  // The dots that tell a terminal of progress fill a log.
  const code = await runChild(cli.command, ["up", "--yes", "--skip-preview", "--suppress-progress", "--stack", stack], { cwd: projectDir, env });
  if (code !== 0) {
    log("The fleet is not complete: what stopped it is said above. Once that is mended, npm start goes on from there.");
    return code;
  }
  log("Asking each bot (a first answer usually takes 5 to 30 s)...");
  const endpoints = JSON.parse(await pulumi(cli.command, ["stack", "output", "endpoints", "--json"], { cwd: projectDir, env })) as Record<string, string>;
  const answered = await Promise.all(Object.keys(endpoints).map((bot) => ask(bot, env)));
  if (answered.includes(false)) return 1;
  log(whatNext);
  return 0;
}

/** A real turn of the bot and its model: the only proof that it works. */
async function ask(bot: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const molthub = path.join(projectDir, "dist/sdk/cli/main.js");
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [molthub, "ask", bot, question, "--stack", stack, "--json"], { cwd: projectDir, env });
    const { tookMs } = JSON.parse(stdout) as { tookMs: number };
    log(`bot ${bot} answered in ${(tookMs / 1000).toFixed(1)} s`);
    return true;
  } catch (error) {
    log(`bot ${bot} did not answer: ${String((error as { stderr?: string }).stderr ?? error).trim()}`);
    return false;
  }
}
