import { failed, passed, type BotMetric, type JudgedBot, type Sample } from "./kind";
import type { GatewayHello } from "../../../gateway";

// A process that started right before it was proven, seen over a slow line, seems to have started after.
const toleranceMs = 2_000;

/**
 * The bot restarted only where its change needs that, and its process is still the one that was proven to run the change: by its `bootId`
 * (openclaw 2026.9.6), or because it has run since then (clawdbot 2026.1.24-3, which counts on when it restarts inside its process: of those
 * restarts nothing can be seen).
 */
export const restarts: BotMetric = {
  of: "each",
  async sample(bot, round) {
    if (bot.strayRestart === true) return failed("it restarted while it took its change, which needs no restart");
    return round.ask(bot, round.pace.answer, async ({ hello }) => (bot.release.package === "clawdbot" ? byTime(bot, hello) : byBootId(bot, hello)));
  },
};

function byBootId({ bootId, verifiedAt }: JudgedBot, hello: GatewayHello): Sample {
  if (bootId === undefined) return failed("the proof of its change does not say which process ran it");
  if (hello.bootId === bootId) return passed;
  return failed(`it restarted since its change was proven at ${verifiedAt}; it now runs since ${startOf(hello).toISOString()}`);
}

function byTime({ verifiedAt }: JudgedBot, hello: GatewayHello): Sample {
  const start = startOf(hello);
  if (start.getTime() <= Date.parse(verifiedAt) + toleranceMs) return passed;
  return failed(`it was started again at ${start.toISOString()}, after its change was proven at ${verifiedAt}`);
}

function startOf({ uptimeMs }: GatewayHello): Date {
  return new Date(Date.now() - uptimeMs);
}
