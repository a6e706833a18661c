import type { SecretStore } from "../apply";
import { entryName, isUnknown, memberOf, secretVersion, type SecretVersions } from "../config";
import { MolthubError } from "../errors";
import type { SecretValues } from "../secrets";
import type { Properties } from "./handler";
import type { DeclaredSecret, GatewayConfigInputs, StoredSecret } from "./inputs";

/** Stands for the version of a value that is not read yet. */
const unread = "UNREAD";

/** Shown by a preview with refresh in place of the version of such a secret. */
export const replacedAtSource = "another value at its source";

/** Store secrets of a bot, for one update. */
export interface ReadSecrets {
  readonly versions: SecretVersions;
  readonly store: SecretStore;
  /** What to keep of them. */
  readonly stored: Readonly<Record<string, StoredSecret>>;
  /** The values that were read, never to be shown; more may come while the update runs. */
  readonly values: readonly string[];
}

/**
 * Reads the values of a bot's store secrets from their sources. A source that nobody said anything new of is read only if the bot lacks the
 * entry: without a refresh, what changed there stays there.
 *
 * @param before what was kept of them last; none for a new bot
 * @param behind entries that a later way back refers to beside those
 * @throws MolthubError `secret-unresolved`, naming the bot and the reference
 */
export async function readSecrets(inputs: GatewayConfigInputs, before: Readonly<Record<string, StoredSecret>>, behind: readonly string[], values: SecretValues): Promise<ReadSecrets> {
  const { bot, secrets, connection } = inputs;
  const key = connection.device.privateKey;
  const read: string[] = [];
  const valueOf = async (name: string): Promise<string> => {
    const value = await readValue(name, inputs, values);
    read.push(value);
    return value;
  };
  const now = new Date().toISOString();
  const known = await Promise.all(
    Object.entries(secrets).map(async ([name, declared]) => {
      const last = Object.hasOwn(before, name) ? before[name] : undefined;
      const { from, version } = declared;
      if (last !== undefined && from !== "value" && last.replaced !== true && isSame(declared, last) && last.key === keyName(key)) {
        const { stored } = last;
        const value = async (): Promise<string> => {
          const found = await valueOf(name);
          if (secretVersion(found, key) === stored) return found;
          throw new MolthubError("secret-replaced", `bot ${bot}: secret ${from}: has another value at its source by now, and the bot lacks the one that it had. Bring the new one with "pulumi up --refresh".`);
        };
        return { name, last, stored, value, kept: last };
      }
      const value = await valueOf(name);
      const stored = secretVersion(value, key);
      const previous = last !== undefined && last.stored !== stored ? last.stored : last?.previous;
      const kept: StoredSecret = { from, ...(version !== undefined && { version }), stored, key: keyName(key), ...(previous !== undefined && { previous }), since: last?.stored === stored ? last.since : now };
      return { name, last, stored, value: () => Promise.resolve(value), kept };
    }),
  );
  // Of a secret that the bot needs no more, the next change knows by these that there is something to delete.
  const left = Object.entries(before).filter(([name, secret]) => !Object.hasOwn(secrets, name) && entriesOf(name, secret).some((entry) => behind.includes(entry)));
  return {
    versions: Object.fromEntries(known.map(({ name, stored }) => [name, stored])),
    store: {
      entries: known.map(({ name, stored, value }) => ({ name: entryName(name, stored), value })),
      keep: [...known.flatMap(({ name, kept: { previous } }) => (previous === undefined ? [] : [entryName(name, previous)])), ...behind],
      before: [...Object.entries(before).flatMap(([name, secret]) => entriesOf(name, secret)), ...behind],
      names: [...new Set([...Object.keys(secrets), ...Object.keys(before)])],
      rotated: known.flatMap(({ name, last, stored }) => (last !== undefined && last.stored !== stored ? [entryName(name, stored)] : [])),
    },
    stored: Object.fromEntries([...left, ...known.map(({ name, kept }): [string, StoredSecret] => [name, kept])]),
    values: read,
  };
}

function entriesOf(name: string, { stored, previous }: StoredSecret): string[] {
  return [entryName(name, stored), ...(previous === undefined ? [] : [entryName(name, previous)])];
}

async function readValue(name: string, { bot, secrets, secretValues }: GatewayConfigInputs, values: SecretValues): Promise<string> {
  const { from } = secrets[name] as DeclaredSecret;
  if (from !== "value") return forBot(bot, () => values.resolve(from));
  const value = secretValues[name];
  if (value !== undefined && value !== "") return value;
  throw new MolthubError("secret-unresolved", `bot ${bot}: secret ${name}: the program gave it no value. Give the Output behind it a text that is not empty.`);
}

/** Names the key by which versions are made: by another one, every value has another version. */
function keyName(key: string): string {
  return secretVersion("", key);
}

/** An error of a source does not know which bot it is for. */
export async function forBot<T>(bot: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof MolthubError) throw new MolthubError(error.code, `bot ${bot}: ${error.message}`);
    throw error;
  }
}

/** What is known of a secret beside its value. */
export type KnownSecret = Pick<StoredSecret, "from" | "version" | "stored" | "replaced">;

/**
 * The versions that secrets have as far as it is known without asking a source: of a value that the program gave, its own; of another one,
 * that of the last update, unless the program now says something else of it, or a refresh found another one at its source.
 *
 * @param before what was kept of them last; none for a new bot
 */
export function plannedVersions(news: Properties, before: Readonly<Record<string, KnownSecret>>, key: string): SecretVersions {
  const { secrets = {}, secretValues } = news as { secrets?: Record<string, DeclaredSecret>; secretValues?: unknown };
  return Object.fromEntries(
    Object.entries(secrets).map(([name, declared]) => {
      const value = memberOf(secretValues, name);
      if (declared.from === "value") return [name, typeof value === "string" && !isUnknown(value) ? secretVersion(value, key) : unread];
      const last = before[name];
      return [name, last !== undefined && last.replaced !== true && isSame(declared, last) ? last.stored : unread];
    }),
  );
}

function isSame(one: DeclaredSecret, other: DeclaredSecret): boolean {
  return one.from === other.from && one.version === other.version;
}

/** The names whose value at the source is another one now. One that cannot be read is told of, and taken to be as it was. */
export async function changedAtSource(secrets: Readonly<Record<string, KnownSecret>>, key: string, values: SecretValues, log: (line: string) => void): Promise<string[]> {
  const changed: string[] = [];
  for (const [name, { from, stored }] of Object.entries(secrets)) {
    if (from === "value") continue;
    try {
      if (secretVersion(await values.resolve(from), key) !== stored) changed.push(name);
    } catch (error) {
      log(`${error instanceof MolthubError ? error.message : `secret ${from} cannot be read.`} It is taken to be as it was`);
    }
  }
  return changed;
}
