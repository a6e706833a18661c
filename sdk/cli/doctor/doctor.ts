import { countedBots } from "../../countedBots";
import { Deadline } from "../../deadline";
import { examine } from "../../health";
import { eachBot } from "../eachBot";
import { stackBot, stackBots } from "../stackBots";
import { tell } from "../tell";
import { asText, isIll } from "./asText";
import { botRecords } from "./botRecord";

const askWithinMs = 30_000;

/** `molthub doctor`: everything that can be looked at of a bot, or of all bots. Fails when a check does. */
export async function doctor(name: string | undefined, options: { stack?: string; json?: boolean }): Promise<boolean> {
  const bots = name === undefined ? await stackBots(options.stack) : [await stackBot(options.stack, name)];
  if (bots.length > 0) tell(`Examining ${countedBots(bots.length)}...`);
  const examinations = await eachBot(botRecords(bots, tell), async (record) => ({ bot: record.bot, checks: await examine(record, Deadline.after(askWithinMs, `an answer of bot ${record.bot}`)) }));
  if (options.json === true) console.log(JSON.stringify({ bots: examinations }, null, 2));
  else console.log(bots.length === 0 ? "This stack has no bots yet. Run pulumi up." : asText(examinations));
  return !examinations.some(isIll);
}
