import { Deadline } from "../deadline";
import { askBot } from "../health";
import { stackBot } from "./stackBots";
import { withBot } from "./withBot";

// The first turn of a bot took 15 s here, later ones 1 to 3 s; a model may take its time.
const answerWithinMs = 180_000;

/** `molthub ask <bot> <text>`: one turn of the bot, in a session of its own. */
export async function ask(name: string, text: string, options: { stack?: string; json?: boolean }): Promise<boolean> {
  const found = await stackBot(options.stack, name);
  const { bot } = found;
  const deadline = Deadline.after(answerWithinMs, `an answer of bot ${bot}`);
  const answer = await withBot(found, ["operator.read", "operator.write"], deadline, (client) => askBot(client, bot, text, deadline));
  console.log(options.json === true ? JSON.stringify({ bot, ...answer, tookMs: Math.round(answer.tookMs) }) : answer.text);
  return true;
}
