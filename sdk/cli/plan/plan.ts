import { countedBots } from "../../countedBots";
import { exitCodes, type ExitCode } from "../exitCodes";
import { stackBots } from "../stackBots";
import { policyArgs, type PolicyPacks } from "../policyPacks";
import { tell } from "../tell";
import { askBots } from "./askBots";
import { asMarkdown, asText } from "./asText";
import { fleetPlan } from "./fleetPlan";
import { readLives, type Live } from "./readLives";
import { savePlan } from "./savePlan";
import { summarize } from "./summary";
import { toldPreview } from "./toldPreview";

/** `molthub plan`: what `pulumi up` would do to every bot, equal changes told once. */
export async function plan(options: PolicyPacks & { stack?: string; json?: boolean; markdown?: boolean; out?: string }): Promise<ExitCode> {
  const previewed = await toldPreview(options.stack, { args: policyArgs(options) });
  const { stack } = previewed;
  const bots = await stackBots(options.stack);
  if (bots.length > 0) tell(`Asking ${countedBots(bots.length)}...`);
  const asked = await askBots(fleetPlan(previewed.resources), bots);
  const lives = options.out === undefined ? undefined : await readLives(bots.filter(({ urn }) => asked.some((plan) => plan.urn === urn && plan.unreachable === undefined)));
  const plans = asked.map((plan) => ({ ...plan, ...unreachable(lives?.get(plan.urn)) }));
  const summary = summarize(plans);
  if (options.json === true) console.log(JSON.stringify({ stack, summary, bots: plans }, null, 2));
  else console.log(options.markdown === true ? asMarkdown(stack, summary) : asText(summary));
  for (const { bot, unreachable: reason } of plans) if (reason !== undefined) tell(`bot ${bot} cannot be asked: ${reason}`);
  for (const warning of previewed.warnings) tell(`warning: ${warning}`);
  if (options.out !== undefined && lives !== undefined) savePlan(options.out, previewed, plans, bots, lives);
  return summary.unreachable.length === 0 ? exitCodes.well : exitCodes.unreached;
}

function unreachable(live: Live | undefined): { unreachable?: string } {
  return live !== undefined && "unreachable" in live ? live : {};
}
