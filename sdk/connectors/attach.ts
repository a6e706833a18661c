import { formatPath, isPlainObject, memberOf, sameValue, type GatewayRelease, type Path } from "../config";
import { MolthubError } from "../errors";
import { SecretReference } from "../secrets";
import type { ConnectorDefinition } from "./definition";

/** A bot that a connector is attached to. */
export interface AttachingBot {
  readonly bot: string;
  readonly stack: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** @throws MolthubError `connector-not-allowed` for a bot that may not attach it */
export function requireAllowed({ name, allow = {} }: ConnectorDefinition, { bot, stack, labels }: AttachingBot): void {
  const { matchLabels = {}, bots, stacks } = allow;
  const missing = Object.entries(matchLabels).find(([label, value]) => labels[label] !== value);
  const reason =
    bots?.includes(bot) === false ? `it is for ${bots.join(", ")} only` : stacks?.includes(stack) === false ? `it is for stack ${stacks.join(", ")} only, and this is ${stack}` : missing === undefined ? undefined : `it is for bots with the label ${missing.join("=")} only`;
  if (reason !== undefined) throw new MolthubError("connector-not-allowed", `bot ${bot}: connector ${name}: may not be attached: ${reason}. Detach it, or widen its \`allow\`.`);
}

/**
 * Refuses connectors of one bot that give one leaf of its document different values: the last one would win, and the other be attached in
 * name only.
 *
 * @throws MolthubError `invalid-connector`, naming the leaf, never a value
 */
export function requireAgreeing(bot: string, release: GatewayRelease, connectors: readonly ConnectorDefinition[]): void {
  const fragments = connectors.map(({ name, contributionTo }) => ({ name, config: contributionTo(release).config }));
  for (const [at, other] of fragments.entries()) {
    for (const one of fragments.slice(0, at)) {
      const path = disputed(one.config, other.config, bot);
      if (path !== undefined) throw new MolthubError("invalid-connector", `bot ${bot}: connectors ${one.name} and ${other.name} both set ${formatPath(path)}, to different values. Attach one of them.`);
    }
  }
}

/** The first leaf to which two fragments give different values. */
function disputed(one: unknown, other: unknown, bot: string, path: Path = []): Path | undefined {
  if (one === undefined || other === undefined) return undefined;
  if (!isPlainObject(one) || !isPlainObject(other)) return isSame(one, other, bot) ? undefined : path;
  for (const key of Object.keys(one)) {
    const found = disputed(one[key], memberOf(other, key), bot, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Two references are the same where they name the same: what is there is one value. */
function isSame(one: unknown, other: unknown, bot: string): boolean {
  if (!SecretReference.isInstance(one) || !SecretReference.isInstance(other)) return sameValue(one, other);
  return one.scheme === "value" ? one.value === other.value : one.forBot(bot).from === other.forBot(bot).from;
}

/** A bot and what it has attached. */
export interface Attachment {
  readonly bot: string;
  readonly connectors: readonly ConnectorDefinition[];
  /** Variables that the bot has of its own, whatever Pulumi's environment says. */
  readonly environment: readonly string[];
}

/**
 * Refuses two bots with one credential where that makes them take each other's messages: by what the references name, not by the connector.
 *
 * @throws MolthubError `shared-credential`
 */
export function requireExclusive(attachments: readonly Attachment[]): void {
  const owners = new Map<unknown, Owner>();
  for (const { bot, connectors, environment } of attachments) {
    for (const connector of connectors.filter(({ shared }) => !shared)) {
      for (const { key, shown } of identitiesOf(connector, bot, environment)) {
        const owner = owners.get(key);
        if (owner !== undefined && owner.bot !== bot) throw sharedCredential(owner, { bot, connector }, shown);
        owners.set(key, { bot, connector });
      }
    }
  }
}

interface Owner {
  readonly bot: string;
  readonly connector: ConnectorDefinition;
}

/** What tells credentials apart: what a reference names, or the value that the program gave, which is never shown. */
function identitiesOf({ kind, account, credentials }: ConnectorDefinition, bot: string, environment: readonly string[]): { key: unknown; shown: string }[] {
  const ofCredentials = credentials.filter((one) => !isOwnVariable(one, environment)).map((one) => one.forBot(bot)).map(({ scheme, from, value }) => (scheme === "value" ? { key: value, shown: "the same value" } : { key: from, shown: from }));
  return account === undefined ? ofCredentials : [{ key: `${kind}:${account}`, shown: account }, ...ofCredentials];
}

function sharedCredential(one: Owner, other: Owner, shown: string): MolthubError {
  const names = [...new Set([one.connector.name, other.connector.name])];
  const { kind } = other.connector;
  return new MolthubError(
    "shared-credential",
    `bots ${one.bot} and ${other.bot}: ${names.length === 1 ? "connector" : "connectors"} ${names.join(" and ")}: have one credential (${shown}), and of ${kind} two bots on one take each other's messages. Give each its own: with {bot} in the reference, as in secret.from("vault:kv/molt/{bot}/${kind}#token"), or a connector for each.`,
  );
}

/** True for a reference to a variable that a bot has of its own: another bot may have another value under that name. */
export function isOwnVariable({ scheme, from }: SecretReference, environment: readonly string[]): boolean {
  return scheme === "env" && environment.includes(from.slice("env:".length));
}
