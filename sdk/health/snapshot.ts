import { liveDigest, readLive, type KnownBase } from "../apply";
import type { GatewayRelease } from "../config";
import type { Deadline } from "../deadline";
import { messageOf } from "../errors";
import { isConnected, withClient, type GatewayClient } from "../gateway";

/** What was last written to a bot, to compare with. */
export interface AppliedConfig extends Omit<KnownBase, "digests"> {
  readonly digest: string;
  readonly release: GatewayRelease;
}

/** How the config of a live bot relates to what was last written. */
export type ConfigState = "applied" | "pending" | "changed" | "incomplete" | "invalid";

/** One account of a channel, as the Gateway sees it. */
export interface ChannelState {
  readonly channel: string;
  readonly account: string;
  readonly connected: boolean;
  readonly detail: string;
}

/** What can be seen of a bot from outside, at one moment. */
export type BotSnapshot =
  | { readonly bot: string; readonly reachable: false; readonly reason: string }
  | { readonly bot: string; readonly reachable: true; readonly version: string; readonly since: string; readonly config: ConfigState; readonly channels: readonly ChannelState[] };

/** Looks at a bot. One that cannot be seen is an answer like any other, not an error. */
export async function lookAt(bot: string, connect: () => Promise<GatewayClient>, applied: AppliedConfig, deadline: Deadline): Promise<BotSnapshot> {
  try {
    return await withClient(connect, async (client): Promise<BotSnapshot> => {
      const { version, uptimeMs } = client.hello;
      const since = new Date(Date.now() - uptimeMs).toISOString();
      return { bot, reachable: true, version, since, config: await configState(client, applied, deadline), channels: await channelStates(client, deadline) };
    });
  } catch (error) {
    return { bot, reachable: false, reason: messageOf(error) };
  }
}

async function configState(client: GatewayClient, applied: AppliedConfig, deadline: Deadline): Promise<ConfigState> {
  const live = await readLive(client, applied.release, deadline);
  if (live.document === undefined) return "invalid";
  if (liveDigest(live.document, applied) !== applied.digest) return "changed";
  if (!live.applied) return "pending";
  // A part of the bot does not run, because it cannot get its secret.
  const { degradedSecretOwners } = await client.call("status", {}, deadline);
  return degradedSecretOwners.length === 0 ? "applied" : "incomplete";
}

async function channelStates(client: GatewayClient, deadline: Deadline): Promise<ChannelState[]> {
  const { channelAccounts } = await client.call("channels.status", {}, deadline);
  return Object.entries(channelAccounts).flatMap(([channel, accounts]) =>
    accounts.filter(({ enabled }) => enabled !== false).map((account) => ({
      channel,
      account: account.accountId,
      connected: isConnected(account),
      detail: account.lastError ?? account.lifecycle ?? (account.configured === true ? "configured" : "not configured"),
    })),
  );
}
