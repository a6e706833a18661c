import Table from "cli-table3";
import pc from "picocolors";
import { z } from "zod";
import { countedBots } from "../countedBots";
import { dialectOf } from "../gateway";
import { shortList } from "../shortList";
import { botsIn, type StackBot } from "./stackBots";
import { readStack } from "./stackState";

// All of them are in the JSON.
const mostNames = 8;

const declared = z.object({
  name: z.string(),
  kind: z.string(),
  shared: z.boolean(),
  credentials: z.array(z.string()),
  hosts: z.array(z.string()),
  scopes: z.array(z.string()).exactOptional(),
  expires: z.string().exactOptional(),
});

/** A connector, and where it is. */
interface ConnectorReport extends z.infer<typeof declared> {
  /** Bots that have it, with the time since which they do, and that of the credentials they have. */
  readonly bots: readonly { readonly bot: string; readonly since: string; readonly credentialsSince?: string }[];
  /** What a rotation of its credentials would touch. */
  readonly rotation: { readonly changes: readonly string[]; readonly restarts: readonly string[] };
}

/** `molthub connectors`: every connector of the stack, from its state. Fails when one that a bot has has ended. */
export async function connectors(options: { stack?: string; json?: boolean }): Promise<boolean> {
  const state = await readStack(options.stack);
  const bots = botsIn(state);
  const reports = state("molthub:index:Connector")
    .map(({ inputs }) => reportOf(declared.parse(inputs), bots))
    .sort((a, b) => a.name.localeCompare(b.name));
  console.log(options.json === true ? JSON.stringify({ connectors: reports }, null, 2) : asTable(reports));
  return !reports.some((report) => report.bots.length > 0 && hasEnded(report));
}

function reportOf(connector: z.infer<typeof declared>, bots: readonly StackBot[]): ConnectorReport {
  const having = bots.filter(({ attachedSince }) => Object.hasOwn(attachedSince, connector.name));
  const restarts = (bot: StackBot): boolean => dialectOf(bot.applied.release).alwaysRestarts || connector.credentials.some((from) => isOneOf(from.replaceAll("{bot}", bot.bot), Object.values(bot.host?.environmentFrom ?? {})));
  return {
    ...connector,
    bots: having.map((bot) => ({ bot: bot.bot, since: bot.attachedSince[connector.name] ?? "", ...latestOf(connector, bot) })),
    rotation: { changes: connector.credentials.length === 0 ? [] : having.map(({ bot }) => bot), restarts: having.filter(restarts).map(({ bot }) => bot) },
  };
}

/** When the newest of a bot's credentials of this connector came to it. A value that the program gives has no name to know it by. */
function latestOf({ credentials }: z.infer<typeof declared>, { bot, storedSecrets }: StackBot): { credentialsSince?: string } {
  const names = credentials.map((from) => from.replaceAll("{bot}", bot)).filter((from) => from !== "value");
  const latest = Object.values(storedSecrets).flatMap(({ from, since }) => (names.includes(from) ? [since] : [])).sort().at(-1);
  return latest === undefined ? {} : { credentialsSince: latest };
}

function isOneOf(from: string, secrets: readonly { readonly from: string }[]): boolean {
  return secrets.some((secret) => secret.from === from);
}

function hasEnded({ expires }: ConnectorReport): boolean {
  return expires !== undefined && Date.parse(`${expires}T23:59:59Z`) < Date.now();
}

function asTable(reports: readonly ConnectorReport[]): string {
  if (reports.length === 0) return "This stack has no connectors.";
  const table = new Table({ head: ["connector", "kind", "credentials", "bots", "since", "ends", "a rotation changes"], style: { head: [], border: [] } });
  for (const report of reports) {
    const { name, kind, shared, credentials, bots, expires, rotation } = report;
    const since = bots.map((bot) => bot.credentialsSince ?? bot.since).sort().at(0);
    table.push([
      name,
      shared ? `${kind} (shared)` : kind,
      credentials.join("\n") || "none",
      bots.length === 0 ? "none" : shortList(bots.map(({ bot }) => bot), mostNames),
      since?.slice(0, 10) ?? "",
      expires === undefined ? "" : hasEnded(report) ? pc.red(expires) : expires,
      rotation.changes.length === 0 ? "no bot" : `${countedBots(rotation.changes.length)}, ${rotation.restarts.length === 0 ? "no restart" : `${String(rotation.restarts.length)} by a restart`}`,
    ]);
  }
  return table.toString();
}
