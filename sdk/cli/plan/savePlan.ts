import { resolve } from "node:path";
import type { SavedPlan } from "../../apply";
import { messageOf, MolthubError } from "../../errors";
import { writePrivateFile } from "../../hosts/local";
import { shortList } from "../../shortList";
import type { StackBot } from "../stackBots";
import { tell } from "../tell";
import type { BotPlan } from "./fleetPlan";
import type { Preview } from "./preview";
import { plannedBot, previewedDocument } from "./plannedBot";
import type { Live } from "./readLives";
import { unshownPaths } from "./unshownPaths";

const shownPaths = 20;

/**
 * Writes the plan file: what was shown, and the live documents that it starts from.
 *
 * @throws MolthubError `no-plan`
 */
export function savePlan(file: string, { stack, project, resources }: Preview, plans: readonly BotPlan[], bots: readonly StackBot[], lives: ReadonlyMap<string, Live>): void {
  const known = new Map(bots.map((bot) => [bot.urn, bot]));
  const documents = new Map(resources.map(({ urn, news }) => [urn, previewedDocument(news)]));
  const planned = plans.map((plan) => plannedBot(plan, documents.get(plan.urn), known.get(plan.urn), lives.get(plan.urn)));
  write(file, { schemaVersion: 1, stack, project, time: new Date().toISOString(), bots: planned });
  for (const bot of planned) {
    if (bot.dataId !== undefined && bot.base === undefined) tell(`bot ${bot.bot} was not seen: molthub up --plan writes nothing to it.`);
    const unshown = unshownPaths(bot, documents.get(bot.urn), known.get(bot.urn), lives.get(bot.urn));
    if (unshown.length > 0) {
      tell(`bot ${bot.bot} differs from its layers at ${shortList(unshown, shownPaths)}, too, which this plan does not show: somebody else changed it, or the last up did not reach it. It will not be written by this plan. Put \`options: { refresh: always }\` into Pulumi.yaml, so that plans look at the bots first.`);
    }
  }
  tell(`The plan is in ${file}. To do this and nothing else: molthub up --plan ${file}`);
}

function write(file: string, saved: SavedPlan): void {
  try {
    writePrivateFile(resolve(file), `${JSON.stringify(saved, null, 2)}\n`);
  } catch (error) {
    throw new MolthubError("no-plan", `cannot write the plan file: ${messageOf(error)}`);
  }
}
