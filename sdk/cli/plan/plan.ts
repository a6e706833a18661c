import { stackBots } from "../stackBots";
import { askBots } from "./askBots";
import { asMarkdown, asText } from "./asText";
import { fleetPlan } from "./fleetPlan";
import { preview } from "./preview";
import { summarize } from "./summary";

const tellEvery = 100;

/** `molthub plan`: what `pulumi up` would do to every bot, equal changes told once. */
export async function plan(options: { stack?: string; json?: boolean; markdown?: boolean }): Promise<boolean> {
  const tell = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  tell("Running pulumi preview...");
  const { stack, resources } = await preview(options.stack, (count) => {
    if (count % tellEvery === 0) tell(`${String(count)} resources looked at...`);
  });
  const bots = await stackBots(options.stack);
  if (bots.length > 0) tell(`Asking ${String(bots.length)} bots...`);
  const plans = await askBots(fleetPlan(resources), bots);
  const summary = summarize(plans);
  if (options.json === true) console.log(JSON.stringify({ stack, summary, bots: plans }, null, 2));
  else console.log(options.markdown === true ? asMarkdown(stack, summary) : asText(summary));
  for (const { bot, unreachable } of plans) if (unreachable !== undefined) tell(`bot ${bot} cannot be asked: ${unreachable}`);
  return true;
}
