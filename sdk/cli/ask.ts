import { Deadline } from "../deadline";
import { askBot } from "../health";
import { stackBot } from "./stackBots";

// The first turn of a bot took 15 s here, later ones 1 to 3 s; a model may take its time.
const answerWithinMs = 180_000;

/** `molthub ask <bot> <text>`: one turn of the bot, in a session of its own. */
export async function ask(name: string, text: string, options: { stack?: string; json?: boolean }): Promise<boolean> {
  const { bot, connect } = await stackBot(options.stack, name);
  const deadline = Deadline.after(answerWithinMs, `an answer of bot ${bot}`);
  const client = await connect(["operator.read", "operator.write"], deadline);
  try {
    const answer = await askBot(client, bot, text, deadline);
    console.log(options.json === true ? JSON.stringify({ bot, ...answer, tookMs: Math.round(answer.tookMs) }) : answer.text);
    return true;
  } finally {
    await client.close();
  }
}
