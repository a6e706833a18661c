import { MolthubError } from "../errors";
import type { SecretReference } from "../secrets";
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
