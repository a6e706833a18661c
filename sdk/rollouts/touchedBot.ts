import type { Connect, GatewayPaths } from "../apply";
import type { ConfigDocument, GatewayRelease, SealedValues, SeenConfig } from "../config";

/** A bot that a rollout changed, with all that is needed to judge it and to take it back. */
export interface TouchedBot {
  readonly bot: string;
  readonly release: GatewayRelease;
  /** Connects with scope `operator.admin`. */
  readonly connect: Connect;
  /** True for a bot that Molthub hosts. */
  readonly hosted: boolean;
  readonly environment: readonly string[];
  readonly paths?: GatewayPaths;
  /** Why it did not take its document; absent when it did. */
  readonly failure?: string;
  /** True when the rollout made it: there is no old document. */
  readonly created: boolean;
  /** Of the document that it was given. */
  readonly digest: string;
  readonly secretPaths: readonly string[];
  readonly unmanaged: readonly string[];
  readonly sealed: SealedValues;
  readonly references: readonly string[];
  readonly seen?: SeenConfig;
  /** Key of the hashes that stand for secrets in a digest. */
  readonly key: string;
  readonly bootId?: string;
  /** It restarted while it took a change that needs no restart. */
  readonly strayRestart?: boolean;
  readonly verifiedAt: string;
  /** How to come from the document that it was given to the one before; absent when that is not known. */
  readonly back?: { readonly patch: ConfigDocument; readonly digest: string; readonly secretPaths: readonly string[] };
}
