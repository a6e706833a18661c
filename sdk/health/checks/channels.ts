import { channelsOf } from "../../config";
import { isConnected, isStarting, type ChannelAccount } from "../../gateway";
import type { Check, Judgement } from "./check";

/** Every account of every channel is connected (`channels.status`), and no channel of the document is missing: so it is without its plugin. */
export const channels: Check = {
  name: "channels",
  judge: async ({ bot, client, applied, deadline }) => {
    const { channelAccounts } = await (await client()).call("channels.status", {}, deadline);
    const accounts = Object.entries(channelAccounts).flatMap(([channel, list]) => list.filter(({ enabled }) => enabled !== false).map((account) => ({ name: `${channel}/${account.accountId}`, account })));
    const missing = channelsOf(applied.document).filter((channel) => !Object.hasOwn(channelAccounts, channel));
    const dead = accounts.filter(({ account }) => !isConnected(account));
    const told = [...missing.map((channel) => `${channel} is in the document, and the gateway does not have it: its plugin is not installed, or not loaded`), ...dead.map(({ name, account }) => `${name}: ${stateOf(account)}`)];
    if (told.length > 0) return unwell(bot, told, missing.length === 0 && dead.every(({ account }) => isStarting(account)));
    return { verdict: "ok", what: accounts.length === 0 ? "it has no channels" : `connected: ${accounts.map(({ name }) => name).join(", ")}` };
  },
};

function unwell(bot: string, told: readonly string[], isStarting: boolean): Judgement {
  return { verdict: isStarting ? "warning" : "failed", what: told.join("\n"), remedy: isStarting ? "Look again in a minute." : `See what the channel says in the bot's log ("molthub logs ${bot}").` };
}

function stateOf({ lastError, lifecycle, configured }: ChannelAccount): string {
  return lastError ?? lifecycle ?? (configured === true ? "not connected" : "not configured");
}
