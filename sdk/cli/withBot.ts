import type { Deadline } from "../deadline";
import { messageOf, MolthubError } from "../errors";
import { GatewayError, withClient, type GatewayClient } from "../gateway";
import { mask } from "../secrets";
import type { StackBot } from "./stackBots";

/** Does something with a connection to one bot; an error of the connection names the bot, and where to look. */
export async function withBot<T>({ bot, connect, secrets }: StackBot, scopes: readonly string[], deadline: Deadline, work: (client: GatewayClient) => Promise<T>): Promise<T> {
  try {
    return await withClient(() => connect(scopes, deadline), work);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    throw new MolthubError(error.code, `bot ${bot}: ${mask(messageOf(error), secrets)}. "molthub doctor ${bot}" tells more.`);
  }
}
