// `npm run stop`: ends every process of this clone's fleet. Data is kept; `npm run stop -- --delete-data` destroys the stack and deletes it.
import { rmSync } from "node:fs";
import path from "node:path";
import { stopGateway } from "@molthub/pulumi/sdk";
import { withLock } from "../../sdk/hosts/cache/lock.cjs";
import { ensurePulumi } from "../pulumi/ensurePulumi.mts";
import { hasOwnBackend, projectEnvironment } from "../pulumi/environment.mts";
import { clearStaleLocks } from "../pulumi/staleLock.mts";
import { runChild } from "../setup/child.mjs";
import { log, main, projectDir } from "../setup/project.mjs";
import { stopDemoModel } from "./demoModel.mts";
import { dataFolder, hostedBots, stack, stackExists } from "./stack.mts";

const deleteData = "--delete-data";

// Not while npm start is at work: it would start what has just been stopped.
await main(() => withLock(path.join(projectDir, "npm start"), stop, () => log("Waiting for npm start of this clone to end; Ctrl-C there ends it sooner...")));

async function stop(): Promise<number> {
  const flags = process.argv.slice(2);
  const unknown = flags.find((arg) => arg !== deleteData);
  if (unknown !== undefined) throw new Error(`npm run stop does not know ${unknown}. It takes nothing, or ${deleteData}.`);
  const bots = [...hostedBots(projectDir)];
  await Promise.all(bots.map(([, files]) => stopGateway(files)));
  stopDemoModel(projectDir);
  log(bots.length === 0 ? "No bots of this clone are there to stop." : `Stopped ${bots.map(([bot]) => bot).join(", ")}. ${flags.length === 0 ? "Their data is kept; npm start brings them back." : ""}`.trim());
  if (!flags.includes(deleteData)) return 0;
  const cli = await ensurePulumi(log);
  const env = projectEnvironment(projectDir, cli);
  if (hasOwnBackend()) clearStaleLocks(projectDir, log);
  if (await stackExists(cli.command, { cwd: projectDir, env })) {
    // Without a look at the bots first: they have just been stopped.
    const args = ["destroy", "--yes", "--skip-preview", "--refresh=false", "--suppress-progress", "--remove", "--stack", stack];
    const code = await runChild(cli.command, args, { cwd: projectDir, env });
    if (code !== 0) return code;
  }
  rmSync(path.join(dataFolder(projectDir), stack), { recursive: true, force: true });
  log("The stack is destroyed and the bots' data is deleted.");
  return 0;
}
