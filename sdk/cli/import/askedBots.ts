import { isGatewayAddress, requireDistinctAddresses, requireValidBotName } from "../../config";
import { MolthubError } from "../../errors";

/** A bot that is to be imported. */
export interface AskedBot {
  readonly bot: string;
  readonly address: string;
  readonly token: string;
  /** The environment variable that the token is from. */
  readonly tokenVariable: string;
}

/**
 * The bots of a command line, each with its token from the environment: a command line can be seen by everybody on the machine.
 *
 * @param asked each as `name=endpoint`
 * @throws MolthubError naming the bot and the remedy
 */
export function askedBots(asked: readonly string[], environment: Readonly<Record<string, string | undefined>>): AskedBot[] {
  const bots = asked.map((text): AskedBot => {
    const at = text.indexOf("=");
    if (at < 1) throw new MolthubError("invalid-argument", 'a bot is given by its name and address, as in alice=ws://127.0.0.1:18789; one of the arguments has no name before a "="');
    const bot = text.slice(0, at);
    requireValidBotName(bot);
    return { bot, address: addressOf(bot, text.slice(at + 1)), ...tokenOf(bot, environment) };
  });
  const twice = bots.find(({ bot }, at) => bots.findIndex((other) => other.bot === bot) < at);
  if (twice !== undefined) throw new MolthubError("duplicate-bot", `bot ${twice.bot}: is given twice. Give each bot a name of its own.`);
  requireDistinctAddresses(Object.fromEntries(bots.map(({ bot, address }) => [bot, address])));
  return bots;
}

function addressOf(bot: string, text: string): string {
  // What it says instead may be a secret.
  if (!isGatewayAddress(text)) throw new MolthubError("invalid-endpoint", `bot ${bot}: its address must be ws://host:port or wss://host:port and nothing else. A token is never part of it: set ${variableOf(bot)}.`);
  const { protocol, host } = new URL(text);
  return `${protocol}//${host}`;
}

function tokenOf(bot: string, environment: Readonly<Record<string, string | undefined>>): { token: string; tokenVariable: string } {
  for (const tokenVariable of [variableOf(bot), "MOLTHUB_TOKEN"]) {
    const token = environment[tokenVariable];
    if (token !== undefined && token !== "") return { token, tokenVariable };
  }
  throw new MolthubError("missing-token", `bot ${bot}: its token is not in the environment. Set ${variableOf(bot)}, or MOLTHUB_TOKEN for all bots that have none of their own.`);
}

function variableOf(bot: string): string {
  return `MOLTHUB_TOKEN_${bot.toUpperCase().replaceAll("-", "_")}`;
}
