import { formatPath, isPlainObject } from "../sdk/config";
import type { BotProjection, SecretProjection } from "../sdk/projection";
import { isOwnVariable } from "../sdk/connectors";
import { placesOf, type BotPlan } from "./botPlan";

/** What policies on components see of a bot. */
export function projectionOf(plan: BotPlan): BotProjection {
  const { bot, release, document, connectors, plugins, target } = plan;
  const { local } = target;
  const own = placesOf(target).environment;
  const channels = document["channels"];
  return {
    bot,
    package: release.package,
    version: release.version,
    target: local === undefined ? "external" : "local",
    channels: isPlainObject(channels) ? Object.keys(channels).sort() : [],
    connectors: connectors.map(({ name, kind, shared, credentials, account, contributionTo }) => {
      const { plugin } = contributionTo(release);
      // A value that the program gives has no name to tell it from others, nor has what the bot has of its own.
      const named = credentials.flatMap((one) => (one.scheme === "value" || isOwnVariable(one, own) ? [] : [one.forBot(bot).from]));
      return { name, kind, shared, references: [...(account === undefined ? [] : [`${kind}:${account}`]), ...named], ...(plugin && { plugin }) };
    }),
    secrets: secretsOf(plan),
    plugins: Object.entries(plugins).map(([id, pin]) => ({ id, ...pin })),
    // A process on this machine, and one that something else runs, reach what they want.
    egress: { hosts: [...new Set(connectors.flatMap(({ hosts }) => hosts))].sort(), enforced: false },
    ...(local !== undefined && { host: { runtime: "node", exposure: "loopback", port: local.port, dataDir: local.dataDir, environment: environmentOf(plan) } }),
  };
}

/** Names of the variables that a bot has in its environment by Molthub's doing, or by its host's. */
export function environmentOf({ target: { local, external }, secrets }: BotPlan): string[] {
  if (local === undefined) return [...(external?.env ?? [])];
  return [...new Set([...Object.keys(local.environment), ...secrets.environment.map(({ name }) => name)])].sort();
}

function secretsOf({ target: { local }, secrets: { environment, store, literal } }: BotPlan): SecretProjection[] {
  const given: SecretProjection[] = Object.keys(local?.environment ?? {}).map((at) => ({ at, source: "value", held: "environment" }));
  const placed = [
    ...environment.map(({ name, reference }) => ({ at: name, reference, held: "environment" as const })),
    ...store.map(({ path, reference }) => ({ at: formatPath(path), reference, held: "store" as const })),
    ...literal.map(({ path, reference }) => ({ at: formatPath(path), reference, held: "literal" as const })),
  ].map(({ at, reference: { scheme }, held }): SecretProjection => ({ at, source: scheme === "env" || scheme === "file" || scheme === "exec" || scheme === "value" ? scheme : "from", held }));
  return [...given, ...placed].sort((a, b) => (a.at < b.at ? -1 : 1));
}
