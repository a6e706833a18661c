import { readLive } from "../../../apply";
import { channelsOf, isPlainObject, valueAt, type ConfigDocument } from "../../../config";
import { isConnected, isStarting, type ChannelAccount } from "../../../gateway";
import { failed, passed, type BotMetric } from "./kind";

/**
 * Every channel and account that the live document wants is there and connected, and so is every other account of these channels that its
 * Gateway has switched on (`channels.status`, openclaw 2026.9.6, clawdbot 2026.1.24-3). One whose plugin is not installed is just missing there.
 * One that is starting, without an error so far, is waited for.
 */
export const channels: BotMetric = {
  of: "each",
  sample: (bot, round) =>
    round.ask(bot, round.pace.answer + round.pace.starting, async (client, deadline) => {
      const { document } = await readLive(client, bot.release, deadline);
      if (document === undefined) return failed("what channels it should have cannot be told: its config file is not valid");
      for (const patience = deadline.atMost(round.pace.starting); ; await deadline.sleep(round.pace.poll)) {
        const { channelAccounts } = await client.call("channels.status", {}, deadline);
        const unwell = channelsOf(document).flatMap((channel) => unwellOf(channel, wantedAccounts(document, channel), channelAccounts[channel] ?? []));
        if (unwell.length === 0) return passed;
        if (unwell.some(({ isStarting }) => !isStarting) || patience.expired) return failed(unwell.map(({ what }) => what).join("; "));
      }
    }),
};

interface Unwell {
  readonly what: string;
  readonly isStarting: boolean;
}

/** The accounts that a channel of a document names; none where it has only the one that needs no name. */
function wantedAccounts(document: ConfigDocument, channel: string): string[] {
  const accounts = valueAt(document, ["channels", channel, "accounts"]);
  if (!isPlainObject(accounts)) return [];
  return Object.entries(accounts).flatMap(([name, settings]) => (isPlainObject(settings) && settings["enabled"] === false ? [] : [name]));
}

function unwellOf(channel: string, wanted: readonly string[], present: readonly ChannelAccount[]): Unwell[] {
  const broken = (what: string): Unwell => ({ what, isStarting: false });
  if (present.length === 0) return [broken(`${channel} is in its document, and its gateway does not have it: its plugin is not installed, or not loaded`)];
  const missing = wanted.filter((name) => !present.some(({ accountId }) => accountId === name));
  const counted = present.filter(({ enabled, accountId }) => enabled !== false || wanted.includes(accountId));
  return [
    ...missing.map((name) => broken(`${channel}/${name} is in its document, and its gateway does not have it`)),
    ...counted.filter((account) => !isConnected(account)).map((account) => ({ what: `${channel}/${account.accountId} is not connected: ${stateOf(account)}`, isStarting: isStarting(account) })),
    ...(counted.length === 0 && missing.length === 0 ? [broken(`${channel} is in its document, and its gateway has it switched off`)] : []),
  ];
}

function stateOf({ lastError, lifecycle, configured }: ChannelAccount): string {
  return lastError ?? lifecycle ?? (configured === false ? "not configured" : "it does not say why");
}
