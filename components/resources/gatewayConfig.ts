import type * as pulumi from "@pulumi/pulumi";
import type { GatewayRelease, OpenDocument } from "../../sdk/config";
import { GatewayResource } from "./gatewayResource";

/** How a bot is reached, and as whom. */
export interface BotConnectionArgs {
  endpoint: pulumi.Input<{ transport: "direct"; address: string }>;
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
}

/** The document that one bot runs, written as a transaction and proven on the live bot. */
export class GatewayConfig extends GatewayResource {
  /** Digest of the document that the bot runs: SHA-256 of its canonical JSON, secrets as keyed hashes. */
  declare readonly digest: pulumi.Output<string>;
  /** Paths that the last update wrote; empty when it had nothing to write. */
  declare readonly changedPaths: pulumi.Output<string[]>;
  /** True when the last update made the Gateway restart. */
  declare readonly restarted: pulumi.Output<boolean>;

  constructor(name: string, args: GatewayConfigArgs, opts: pulumi.CustomResourceOptions) {
    super("GatewayConfig", "gatewayConfig", name, { ...args, digest: undefined, changedPaths: undefined, restarted: undefined }, ["sealed"], opts);
  }
}
