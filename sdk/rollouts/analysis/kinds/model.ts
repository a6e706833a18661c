import { randomUUID } from "node:crypto";
import { Deadline } from "../../../deadline";
import { messageOf } from "../../../errors";
import { withClient } from "../../../gateway";
import { askBot, probeKey, probeSession } from "../../../health";
import { failed, passed, type BotMetric, type JudgedBot, type Round } from "./kind";

/** Options of the metric `model`. */
export interface ModelOptions {
  /** What the bot is asked. Default: to answer with one word. */
  readonly prompt?: string;
}

/**
 * The bot's model answers (`agent`, openclaw 2026.9.6, clawdbot 2026.1.24-3), in a session of its own that is deleted afterwards, also when the
 * analysis ends before the answer. Its name stays that of a probe: the other metrics do not count it.
 */
export function model({ prompt = "This is a test of your health. Answer with the one word OK, and use no tool." }: ModelOptions): BotMetric {
  return {
    of: "each",
    async sample(bot, round) {
      const session = `${probeSession}-${randomUUID()}`;
      let isAsked = false;
      try {
        return await round.ask(bot, round.pace.model, async (client, deadline) => {
          isAsked = true;
          const { text } = await askBot(client, bot.bot, prompt, deadline, session);
          // A Clawdbot gives out the words in which a provider refuses as the bot's own (2026.1.24-3); in its history it is an error.
          const { messages } = await client.call("chat.history", { sessionKey: probeKey(session), limit: 10 }, deadline);
          const answer = messages.findLast(({ role }) => role === "assistant");
          return answer?.stopReason === "error" ? failed(`its model did not answer: ${text}`) : passed;
        });
      } finally {
        if (isAsked) await forget(bot, session, round);
      }
    },
  };
}

/** By another connection: that of the question may have ended in the middle of the answer. */
async function forget(bot: JudgedBot, session: string, round: Round): Promise<void> {
  const deadline = Deadline.after(round.pace.forgetting, "the probe session to be deleted");
  try {
    await withClient(() => bot.connect(deadline), (client) => client.call("sessions.delete", { key: probeKey(session) }, deadline));
  } catch (error) {
    round.log(`bot ${bot.bot}: the probe session ${session} could not be deleted: ${messageOf(error)}`);
  }
}
