import type * as pulumi from "@pulumi/pulumi";
import type { GatewayRelease, OpenDocument } from "../../sdk/config";
import type { Frozen } from "../../sdk/freeze";
import { GatewayResource } from "./gatewayResource";

/** How a bot is reached, and as whom. */
export interface BotConnectionArgs {
  endpoint: pulumi.Input<{ transport: "direct"; address: pulumi.Input<string> }>;
  token: pulumi.Input<string>;
  device: { deviceId: pulumi.Input<string>; publicKey: pulumi.Input<string>; privateKey: pulumi.Input<string> };
}

/** Arguments of {@link GatewayConfig}. */
export interface GatewayConfigArgs {
  /** Name of the bot. */
  bot: string;
  release: GatewayRelease;
  /** The whole document that the bot should run; a leaf may be an Output. */
  document: OpenDocument;
  /** JSON Pointers of the leaves that are secret. */
  secretPaths: pulumi.Input<string[]>;
  /** Paths that are the bot's own, `*` for any one key. If unset, none. */
  unmanaged?: string[];
  connection: BotConnectionArgs;
  /** Names the state directory that the document is written into. */
  dataId: pulumi.Input<string>;
  /** Where the Gateway must keep its things; with another place, nothing is written. If unset, anywhere. */
  paths?: pulumi.Input<{ configPath?: string; stateDir?: string }>;
  /** Names that the Gateway has in its environment. If unset, none are known. */
  environment?: readonly string[];
  /** Secrets that the bot keeps in its store, by the names that the document refers to: where their values come from. If unset, none. */
  secrets?: Record<string, { from: string; version?: string }>;
  /** Values of those that come from the program. */
  secretValues?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Names of the connectors that the bot has. If unset, none. */
  connectors?: readonly string[];
  /** True: the bot is taken into the stack as it is. If unset, false. */
  adopt?: boolean;
  /** What a bot that cannot be reached means for an update. If unset, `skip`. */
  unreachable?: "skip" | "fail";
  /** The rollout that a change is a part of: a bot that does not take it is judged by the gate behind it. If unset, none, and it fails the update. */
  rolloutId?: pulumi.Input<string>;
  /** The rollout that changed the Gateway's host last: the bot is judged for that, too. If unset, none. */
  changedIn?: pulumi.Input<string | undefined>;
  /** True: the bot keeps the document it has until somebody promotes the rollout. If unset, false. */
  held?: pulumi.Input<boolean>;
  /** The freeze that is in force for the bot: changes are refused. If unset, none is. */
  frozen?: Frozen;
  /** Why it is changed all the same. */
  breakGlass?: string;
}

/** The document that one bot runs, written as a transaction and proven on the live bot. */
export class GatewayConfig extends GatewayResource {
  /** Digest of the document that the bot runs: SHA-256 of its canonical JSON, secrets as keyed hashes. */
  declare readonly digest: pulumi.Output<string>;
  /** Paths that the last update wrote; empty when it had nothing to write. */
  declare readonly changedPaths: pulumi.Output<string[]>;
  /** True when the last update made the Gateway restart. */
  declare readonly restarted: pulumi.Output<boolean>;
  /** What a gate of a rollout needs to judge the bot and to take it back. Secret; undefined for a bot that no rollout changed. */
  declare readonly standing: pulumi.Output<unknown>;

  constructor(name: string, args: GatewayConfigArgs, opts: pulumi.CustomResourceOptions) {
    super("GatewayConfig", "gatewayConfig", name, { ...args, digest: undefined, changedPaths: undefined, restarted: undefined, standing: undefined }, ["sealed", "secretValues", "applied", "standing"], opts);
  }
}
