import type { ConfigDocument } from "../../config";
import { messageOf } from "../../errors";
import { mask } from "../../secrets";
import { eachBot } from "../eachBot";
import { liveConfig } from "../liveConfig";
import type { StackBot } from "../stackBots";

/** What a bot has, or why it could not be read. */
export type Live = { readonly document: ConfigDocument | undefined } | { readonly unreachable: string };

/** Reads the live document of every bot, with no more than the scopes that reading takes: by the URN of its GatewayConfig. */
export async function readLives(bots: readonly StackBot[]): Promise<ReadonlyMap<string, Live>> {
  return new Map(await eachBot(bots, async (bot) => [bot.urn, await live(bot)] as const));
}

async function live(bot: StackBot): Promise<Live> {
  try {
    return { document: (await liveConfig(bot)).document };
  } catch (error) {
    return { unreachable: mask(messageOf(error), bot.secrets) };
  }
}
