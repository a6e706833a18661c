import type { GatewayPaths, LiveConfig } from "../apply";
import type { Deadline } from "../deadline";
import type { GatewayClient } from "../gateway";
import type { LastApplied } from "./driftReport";

/** A bot, and all that is known of it without asking it. */
export interface BotRecord {
  readonly bot: string;
  readonly applied: LastApplied;
  /** Where its Gateway is to have its things, as far as anybody said. */
  readonly paths?: GatewayPaths;
  /** Connects with the scopes that reading needs. */
  readonly connect: (deadline: Deadline) => Promise<GatewayClient>;
  /** What its Gateway's own program can be asked, or why not. */
  readonly program: OwnProgram | { readonly absent: string };
}

/** The program of a Gateway on this machine: what it reports of its bot, as it prints it. */
export interface OwnProgram {
  readonly doctor: () => Promise<unknown>;
  readonly securityAudit: () => Promise<unknown>;
}

/** A bot under examination. */
export interface Patient extends BotRecord {
  /** The connection that all checks share. */
  readonly client: () => Promise<GatewayClient>;
  /** The same; rejects with the reason why there is none. */
  readonly connecting: () => Promise<GatewayClient>;
  /** Its config, read once. */
  readonly config: () => Promise<LiveConfig>;
  readonly deadline: Deadline;
}
