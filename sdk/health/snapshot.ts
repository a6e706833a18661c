import { readLive } from "../apply";
import { digestOf, presentable, type SealedValues } from "../config";
import type { Deadline } from "../deadline";
import { messageOf } from "../errors";
import type { GatewayClient } from "../gateway";

/** What was last written to a bot, to compare with. */
export interface AppliedConfig {
  readonly digest: string;
  readonly secretPaths: readonly string[];
  readonly sealed: SealedValues;
  /** Secret key of the hashes that stand for secrets in a digest. */
  readonly key: string;
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
    const client = await connect();
    try {
      const { version, uptimeMs } = client.hello;
      const since = new Date(Date.now() - uptimeMs).toISOString();
      return { bot, reachable: true, version, since, config: await configState(client, applied, deadline), channels: await channelStates(client, deadline) };
    } finally {
      await client.close();
    }
  } catch (error) {
    return { bot, reachable: false, reason: messageOf(error) };
  }
}

async function configState(client: GatewayClient, applied: AppliedConfig, deadline: Deadline): Promise<ConfigState> {
  const live = await readLive(client, deadline);
  if (live.document === undefined) return "invalid";
  const shown = presentable(live.document, applied.sealed, applied.key);
  if (digestOf(shown, applied.secretPaths, applied.key) !== applied.digest) return "changed";
  if (!live.applied) return "pending";
  // A part of the bot does not run, because it cannot get its secret.
  const { degradedSecretOwners } = await client.call("status", {}, deadline);
  return degradedSecretOwners.length === 0 ? "applied" : "incomplete";
}

async function channelStates(client: GatewayClient, deadline: Deadline): Promise<ChannelState[]> {
  const { channelAccounts } = await client.call("channels.status", {}, deadline);
  return Object.entries(channelAccounts).flatMap(([channel, accounts]) =>
    accounts.map((account) => ({
      channel,
      account: account.accountId,
      // Running is not connected: a channel that retries for ever is running too.
      connected: account.connected === true,
      detail: account.lastError ?? account.lifecycle ?? (account.configured === true ? "configured" : "not configured"),
    })),
  );
}
