import { fingerprint } from "./canonical";
import type { ConfigDocument } from "./document";
import { holdsMarker } from "./live";

/** A config as a Gateway answers it (`config.get`), as far as it is needed to tell whether something hidden changed. */
export interface ReadConfig {
  /** The document with everything that the Gateway shows: its stamps and what is the bot's own included. */
  readonly parsed: ConfigDocument;
  /** Of the bytes of the file. */
  readonly hash: string;
  /** Of what the file says once it is resolved (openclaw 2026.9.6; Clawdbot has none). */
  readonly configRevisionHash?: string | null;
}

/** What is kept of a config that was seen, to tell later whether something hidden changed. Tells nothing of what is in it. */
export interface SeenConfig {
  readonly hash: string;
  readonly revision?: string;
  /** Keyed digest of all that could be read. */
  readonly visible: string;
}

/**
 * What to keep of a config that was seen.
 *
 * @param key secret key of the digest: a Clawdbot shows its secrets
 */
export function seenConfig({ parsed, hash, configRevisionHash }: ReadConfig, key: string): SeenConfig {
  return { hash, ...(typeof configRevisionHash === "string" && { revision: configRevisionHash }), visible: fingerprint(parsed, key) };
}

/**
 * Whether something that cannot be read is another than it was: `changed` when the file is another one, says something else, and yet all
 * that can be read is the same. `unknown` when what can be read changed too, or nobody looked before.
 *
 * The file's hash alone does not tell, it changes with formatting; nor does its revision, it changes with the values that the bot's
 * environment gives for `${NAME}` (openclaw 2026.9.6). A hidden value changes both.
 *
 * @param seen what was kept when the config was last known to be right
 * @param key as given to {@link seenConfig}
 */
export function hiddenChange(seen: SeenConfig | undefined, now: ReadConfig, key: string): "none" | "changed" | "unknown" {
  if (!holdsMarker(now.parsed)) return "none";
  if (seen === undefined) return "unknown";
  const { hash, revision, visible } = seenConfig(now, key);
  if (hash === seen.hash || (revision !== undefined && revision === seen.revision)) return "none";
  return visible === seen.visible ? "changed" : "unknown";
}
