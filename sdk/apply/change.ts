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
  /** Called right before a write; throws when nothing may be written any more. */
  readonly mayWrite: () => void;
}

/** The document to write over a live one: the wanted one, with what is the bot's own as the bot has it. */
export function documentOver(live: ConfigDocument | undefined, { wanted, unmanaged, sealed }: ConfigChange): ConfigDocument {
  return withLiveUnmanaged(wanted, reveal(live ?? {}, sealed), unmanaged);
}

/** Makes a connection of its own to the bot. */
export type Connect = (deadline: Deadline) => Promise<GatewayClient>;
