import { reveal, withLiveUnmanaged, type ConfigDocument, type SealedValues } from "../config";
import type { Deadline } from "../deadline";
import type { GatewayClient } from "../gateway";

/** A change of one bot's config. */
export interface ConfigChange {
  readonly bot: string;
  /** The document that the bot should run. */
  readonly wanted: ConfigDocument;
  /** JSON Pointers of the leaves that were declared secret. */
  readonly secretPaths: readonly string[];
  /** Paths that are the bot's own, `*` for any one key: what the bot has there is kept. */
  readonly unmanaged: readonly string[];
  /** What the last transaction wrote at the leaves that cannot be read back. */
  readonly sealed: SealedValues;
  /** True for a bot that Molthub did not make: what it has must be in the wanted document. */
  readonly onlyAdds: boolean;
  /** Called right before a write; throws when nothing may be written any more. */
  readonly mayWrite: () => void;
}

/** The document to write over a live one: the wanted one, with what is the bot's own as the bot shows it. */
export function documentOver(live: ConfigDocument | undefined, { wanted, unmanaged }: ConfigChange): ConfigDocument {
  return withLiveUnmanaged(wanted, live ?? {}, unmanaged);
}

/**
 * A live document in which redacted leaves show what we last wrote there. What is the bot's own stays redacted: the bot may have another
 * value by now, and a Gateway that is sent the marker keeps what it has (`config.patch` and `config.apply`, openclaw 2026.9.6).
 */
export function revealed(live: ConfigDocument | undefined, { unmanaged, sealed }: ConfigChange): ConfigDocument {
  return withLiveUnmanaged(reveal(live ?? {}, sealed), live ?? {}, unmanaged);
}

/** Makes a connection of its own to the bot. */
export type Connect = (deadline: Deadline) => Promise<GatewayClient>;
