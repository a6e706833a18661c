import { messageOf } from "../../errors";
import { driftReport, type DriftReport } from "../../health";
import { mask } from "../../secrets";
import { eachBot } from "../eachBot";
import { liveConfig } from "../liveConfig";
import type { StackBot } from "../stackBots";

/** How one bot differs from what the stack last applied to it. */
export interface BotDrift extends DriftReport {
  readonly bot: string;
  /** Why the bot could not be asked: nothing else is known of it then. */
  readonly unreachable?: string;
}

/** Asks every bot for its config, and compares. */
export function askDrift(bots: readonly StackBot[]): Promise<BotDrift[]> {
  return eachBot(bots, driftFrom);
}

async function driftFrom(stackBot: StackBot): Promise<BotDrift> {
  const { bot, applied, secrets } = stackBot;
  try {
    return { bot, ...driftReport(applied, await liveConfig(stackBot)) };
  } catch (error) {
    return { bot, entries: [], hiddenUnknown: false, unreachable: mask(messageOf(error), secrets) };
  }
}
