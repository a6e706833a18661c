import { isPlainObject, valueAt, type ConfigDocument } from "../config";
import type { Deadline } from "../deadline";
import { MolthubError } from "../errors";
import { isConnected, type ChannelsStatusResult, type GatewayClient } from "../gateway";
import { isGone, type Session } from "./session";
import type { Pace } from "./pace";

/** A channel's account that was connected before a change, and is to be after it. */
export interface ConnectedChannel {
  readonly channel: string;
  readonly account: string;
}

/** The accounts that are connected (`channels.status`); none, and no question, for a document without channels. */
export async function connectedChannels(client: GatewayClient, document: ConfigDocument | undefined, deadline: Deadline): Promise<ConnectedChannel[]> {
  const channels = document?.["channels"];
  if (!isPlainObject(channels) || Object.keys(channels).length === 0) return [];
  return connected(await client.call("channels.status", {}, deadline));
}

/**
 * Waits until every channel that was connected is so again, unless the new document takes it away. A bot that is gone for a while has that
 * time anew: its channels begin from the start, too.
 *
 * @throws MolthubError `channel-lost`, naming the accounts
 */
export async function untilConnectedAgain(session: Session, bot: string, before: readonly ConnectedChannel[], document: ConfigDocument, pace: Pace, deadline: Deadline): Promise<void> {
  const wanted = before.filter((channel) => isWanted(channel, document));
  if (wanted.length === 0) return;
  for (let patience = deadline.atMost(pace.channels); ; await deadline.sleep(pace.poll)) {
    const client = await session.client(deadline);
    try {
      const now = connected(await client.call("channels.status", {}, deadline.atMost(pace.answer)));
      const lost = wanted.filter(({ channel, account }) => !now.some((other) => other.channel === channel && other.account === account));
      if (lost.length === 0) return;
      if (patience.remainingMs < pace.poll) throw new MolthubError("channel-lost", `bot ${bot}: ${lost.map(({ channel, account }) => `${channel}/${account}`).join(", ")} was connected before the change, and is not any more. See "molthub logs ${bot}".`);
    } catch (error) {
      if (!isGone(error) || deadline.expired) throw error;
      await session.close();
      patience = deadline.atMost(pace.channels);
    }
  }
}

function connected({ channelAccounts }: ChannelsStatusResult): ConnectedChannel[] {
  return Object.entries(channelAccounts).flatMap(([channel, accounts]) => accounts.filter(isConnected).map(({ accountId }) => ({ channel, account: accountId })));
}

function isWanted({ channel, account }: ConnectedChannel, document: ConfigDocument): boolean {
  const own = valueAt(document, ["channels", channel]);
  const accounts = valueAt(document, ["channels", channel, "accounts"]);
  if (!isPlainObject(own) || own["enabled"] === false) return false;
  if (!isPlainObject(accounts) || account === "default") return true;
  return isPlainObject(accounts[account]) && accounts[account]["enabled"] !== false;
}
