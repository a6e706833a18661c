import { reveal, withLiveUnmanaged, type ConfigDocument, type GatewayRelease, type SealedValues } from "../config";
import type { Deadline } from "../deadline";
import type { GatewayClient } from "../gateway";
import type { KnownBase } from "./fence";
import type { LiveConfig } from "./readLive";
import type { SecretStore } from "./store";

/** Where a Gateway keeps its things, by absolute paths on its own machine. */
export interface GatewayPaths {
  readonly configPath?: string;
  readonly stateDir?: string;
}

/** A change of one bot's config. */
export interface ConfigChange {
  readonly bot: string;
  /** What the bot runs; another product line is refused. */
  readonly release: GatewayRelease;
  /** The document that the bot should run. */
  readonly wanted: ConfigDocument;
  /** JSON Pointers of the leaves that were declared secret. */
  readonly secretPaths: readonly string[];
  /** Paths that are the bot's own, `*` for any one key: what the bot has there is kept. */
  readonly unmanaged: readonly string[];
  /** What the last transaction wrote at the leaves that cannot be read back. */
  readonly sealed: SealedValues;
  /**
   * The document to which an earlier change was taken back. That the bot has what its Gateway hides of it is not proven, but likely: it is what
   * the way back gives it. Absent: there was none.
   */
  readonly takenBackTo?: ConfigDocument;
  /** True for a bot that Molthub did not make: what it has must be in the wanted document. */
  readonly onlyAdds: boolean;
  /** True for a bot that Molthub hosts, which has its token from its environment. Absent: how it knows who connects may not change. */
  readonly hosted?: boolean;
  /** What the bot may run before the write. Absent: anything, as in a state directory that is new. */
  readonly base?: KnownBase;
  /** The paths that the plan showed, as people read them: no other may change. Absent: any. */
  readonly planned?: readonly string[];
  /** Names that the Gateway has in its environment, by the word of whoever runs it. */
  readonly environment: readonly string[];
  /** Where the bot must keep its config; another place is another bot. */
  readonly paths?: GatewayPaths;
  /** Secrets that the bot keeps in its store. Absent: none, now or before. */
  readonly store?: SecretStore;
  /** A further condition on the live config, asked before the first write. */
  readonly fence?: (live: LiveConfig) => void;
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
