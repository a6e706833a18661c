import type { ConfigDocument, GatewayRelease } from "../config";
import type { GatewayClient } from "../gateway";
import type { LiveConfig } from "./readLive";

/** A document that a bot is to be brought to, whatever for: the change itself, and the way back. */
export interface Goal {
  readonly bot: string;
  readonly release: GatewayRelease;
  /** The live document with what is known of its redacted leaves. */
  readonly known: (live: ConfigDocument | undefined) => ConfigDocument;
  /** The document to write over a live one. */
  readonly target: (live: ConfigDocument | undefined) => ConfigDocument;
  /**
   * Throws where nothing may be written over this config. Asked before every write.
   *
   * @param paths what would change; empty when the document is there, but has to be taken into use, or its file made smaller
   */
  readonly permit: (live: LiveConfig, paths: readonly string[], client: GatewayClient) => void | Promise<void>;
  /** Told as soon as a write may have reached the file: not when the Gateway refused it. */
  readonly touched: () => void;
}
