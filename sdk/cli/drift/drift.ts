import { exitCodes, type ExitCode } from "../exitCodes";
import { stackBots } from "../stackBots";
import { tell } from "../tell";
import { adopt } from "./adopt";
import { askDrift } from "./askDrift";
import { asText, hasDrifted } from "./asText";

/** `molthub drift`: how every live bot differs from what the stack last applied to it. Fails when one does. */
export async function drift(options: { stack?: string; json?: boolean; adopt?: string }): Promise<boolean | ExitCode> {
  if (options.adopt !== undefined) return adopt(options.adopt, options);
  const bots = await stackBots(options.stack);
  const drifts = await askDrift(bots);
  if (options.json === true) console.log(JSON.stringify({ drifted: drifts.filter(hasDrifted).map(({ bot }) => bot), bots: drifts }, null, 2));
  else console.log(bots.length === 0 ? "This stack has no bots yet. Run pulumi up." : asText(drifts));
  for (const { bot, unreachable } of drifts) if (unreachable !== undefined) tell(`bot ${bot} cannot be asked: ${unreachable}`);
  if (drifts.some(hasDrifted)) return exitCodes.failed;
  return drifts.some(({ unreachable }) => unreachable !== undefined) ? exitCodes.unreached : exitCodes.well;
}
