import { nameOfEntry } from "../config";
import type { Deadline } from "../deadline";
import { withRetries, type GatewayClient } from "../gateway";
import type { Pace } from "./pace";

/** What a change needs of the bot's secret store (`secrets.store.*`, openclaw 2026.9.6). */
export interface SecretStore {
  /** The entries that the wanted document refers to, with their values: read when the bot lacks them. */
  readonly entries: readonly { readonly name: string; readonly value: () => Promise<string> }[];
  /** Entries that a later way back refers to: they stay when the change is proven. */
  readonly keep: readonly string[];
  /** Entries that the documents before this one refer to: they stay when the change is taken back. */
  readonly before: readonly string[];
  /** Names of secrets, those included that the bot had before: every other entry of theirs goes. */
  readonly names: readonly string[];
  /** Those of the entries in whose place the bot had another version. */
  readonly rotated: readonly string[];
}

/** True when a change has anything to do with a bot's store. */
export function usesStore({ names }: SecretStore): boolean {
  return names.length > 0;
}

/** True when the bot may have what nothing refers to any more. */
export function detaches({ entries, names }: SecretStore): boolean {
  return names.length > entries.length;
}

/**
 * Sees to it that the store has what a document refers to. An entry is named for its value: one that is there has it.
 *
 * @param mayWrite throws when nothing may be written any more
 * @returns the names of those that were not there
 */
export async function plantSecrets(client: GatewayClient, { entries }: SecretStore, mayWrite: () => void, pace: Pace, deadline: Deadline): Promise<string[]> {
  if (entries.length === 0) return [];
  const present = await namesIn(client, pace, deadline);
  const missing = entries.filter(({ name }) => !present.has(name));
  for (const { name, value: read } of missing) {
    const value = await read();
    mayWrite();
    await patiently(deadline, () => client.call("secrets.store.set", { name, kind: "secret", value }, deadline.atMost(pace.firstAnswer)));
  }
  return missing.map(({ name }) => name);
}

/**
 * Deletes the entries of our secrets that nothing refers to any more, those of an attempt that was cut short included.
 *
 * @param needed entries that stay
 */
export async function pruneSecrets(client: GatewayClient, names: readonly string[], needed: readonly string[], mayWrite: () => void, pace: Pace, deadline: Deadline): Promise<void> {
  const staying = new Set(needed);
  const ours = new Set(names);
  for (const entry of await namesIn(client, pace, deadline)) {
    if (staying.has(entry) || !ours.has(nameOfEntry(entry) ?? "")) continue;
    mayWrite();
    await patiently(deadline, () => client.call("secrets.store.delete", { name: entry }, deadline.atMost(pace.firstAnswer)));
  }
}

async function namesIn(client: GatewayClient, pace: Pace, deadline: Deadline): Promise<ReadonlySet<string>> {
  const { entries } = await client.call("secrets.store.list", {}, deadline.atMost(pace.firstAnswer));
  return new Set(entries.map(({ name }) => name));
}

/** Writes to a store count as config writes do: 30 a minute. */
function patiently<T>(deadline: Deadline, attempt: () => Promise<T>): Promise<T> {
  return withRetries(deadline, ({ code }) => code === "rate-limited", attempt);
}
