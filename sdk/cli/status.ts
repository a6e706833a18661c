import Table from "cli-table3";
import pc from "picocolors";
import { hideShapes } from "../config";
import { Deadline } from "../deadline";
import { dialectOf } from "../gateway";
import { lookAt, type BotSnapshot } from "../health";
import { mask } from "../secrets";
import { eachBot } from "./eachBot";
import { stackBots } from "./stackBots";

const lookWithinMs = 15_000;

/** `molthub status`: every bot of the stack at a glance. Fails when one cannot be seen, runs another config, or has a dead channel. */
export async function status(options: { stack?: string; json?: boolean }): Promise<boolean> {
  const bots = await stackBots(options.stack);
  const snapshots = await eachBot(bots, async ({ bot, connect, applied, secrets }) => {
    const deadline = Deadline.after(lookWithinMs, `an answer of bot ${bot}`);
    return withoutSecrets(await lookAt(bot, () => connect(dialectOf(applied.release).readScopes, deadline), applied, deadline), secrets);
  });
  console.log(options.json === true ? JSON.stringify({ bots: snapshots }, null, 2) : asTable(snapshots));
  return snapshots.every(isWell);
}

/** What a channel or a connection says of its failure may quote the token that it used. */
function withoutSecrets(snapshot: BotSnapshot, secrets: readonly string[]): BotSnapshot {
  if (!snapshot.reachable) return { ...snapshot, reason: hideShapes(mask(snapshot.reason, secrets)) };
  return { ...snapshot, channels: snapshot.channels.map((channel) => ({ ...channel, detail: hideShapes(mask(channel.detail, secrets)) })) };
}

function isWell(snapshot: BotSnapshot): boolean {
  return snapshot.reachable && snapshot.config === "applied" && snapshot.channels.every(({ connected }) => connected);
}

function asTable(snapshots: readonly BotSnapshot[]): string {
  if (snapshots.length === 0) return "This stack has no bots yet. Run pulumi up.";
  const table = new Table({ head: ["bot", "version", "reachable", "config", "channels", "since"], style: { head: [], border: [] } });
  for (const snapshot of snapshots) {
    if (!snapshot.reachable) {
      table.push([snapshot.bot, "", pc.red("no"), "unknown", "unknown", ""]);
      continue;
    }
    const channels = snapshot.channels.map(({ channel, account, connected, detail }) => `${channel}/${account}: ${connected ? "connected" : pc.red(detail)}`);
    table.push([snapshot.bot, snapshot.version, "yes", snapshot.config === "applied" ? "applied" : pc.yellow(snapshot.config), channels.join("\n") || "none", snapshot.since]);
  }
  const unseen = snapshots.flatMap((snapshot) => (snapshot.reachable ? [] : [`bot ${snapshot.bot}: ${snapshot.reason}`]));
  return [table.toString(), ...unseen].join("\n");
}
