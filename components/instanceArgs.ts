import type * as pulumi from "@pulumi/pulumi";
import type { LayerInput } from "./layers";
import type { GatewayConfigArgs, GatewayIdentityArgs, LocalGatewayArgs, OperatorDevice } from "./resources";
import type { Transform } from "./transform";

/** The Gateway that a bot runs. */
export interface GatewayArgs {
  /** npm package of the Gateway. If unset, `openclaw`. */
  readonly package?: string;
  /** Exact version, such as `2026.9.6`. Decides what is installed, so it is not an Output. */
  readonly version: string;
}

/** A bot on the machine that runs Pulumi. */
export interface LocalTargetArgs {
  /** The bot's own folder; absolute. If unset, `.molthub/<stack>/<bot>` in the project's folder. */
  readonly dataDir?: string;
  /** Limit of the Gateway's JavaScript heap in MiB. If unset, 512: less ran out of memory under use (openclaw 2026.9.6). */
  readonly heapMb?: number;
}

/**
 * A bot that something else runs: made by hand, or by another tool. Molthub manages its configuration, not its process, and adds no keys
 * of its own to its document.
 *
 * @example
 * target: { external: { address: "ws://127.0.0.1:18789", token: new pulumi.Config().requireSecret("carolToken") } }
 */
export interface ExternalTargetArgs {
  /** WebSocket address of the Gateway. */
  readonly address: pulumi.Input<string>;
  /** The Gateway's token. Kept as a secret. */
  readonly token: pulumi.Input<string>;
}

/** Where bots run: exactly one of the properties. Decides which resources are made, so it is not an Output. */
export interface TargetArgs {
  /** A process on this machine. */
  readonly local?: LocalTargetArgs;
  /** A Gateway that something else runs. */
  readonly external?: ExternalTargetArgs;
}

/** Changes to the children of an instance, see {@link Transform}. */
export interface MoltbotInstanceTransform {
  readonly identity?: Transform<GatewayIdentityArgs>;
  readonly gateway?: Transform<LocalGatewayArgs>;
  readonly config?: Transform<GatewayConfigArgs>;
}

/** Arguments of `MoltbotInstance`. */
export interface MoltbotInstanceArgs {
  readonly gateway: GatewayArgs;
  /** If unset, `{ local: {} }`. */
  readonly target?: TargetArgs;
  /** Name of the bot: of its folder, and in every message. If unset, the name of the component. */
  readonly bot?: string;
  /** What layers select the bot by. If unset, none. */
  readonly labels?: Readonly<Record<string, string>>;
  /** First layer of the bot's configuration, or several, later ones win; also a built-in one: see {@link templates}. */
  readonly template?: LayerInput | readonly LayerInput[];
  /** Layers over the template, later ones win. */
  readonly profiles?: readonly LayerInput[];
  /** The bot's own layer, over all others. */
  readonly overlay?: LayerInput;
  /**
   * Paths of the document that are the bot's own, `*` for any one key: what a layer sets there is what the bot starts with, and what the
   * bot makes of it is neither changed nor shown as drift. If unset, none.
   *
   * @example ["agents.entries.*.identity"]
   */
  readonly unmanaged?: readonly string[];
  /** Loopback port of a Gateway on the local target. If unset, always the same one for this project, stack and bot, from 19000 to 30996. */
  readonly port?: number;
  /**
   * Environment secrets by name. Documents refer to them as `${NAME}`. They are kept encrypted in the stack's state and in a file of the
   * bot that only its owner may read; a change restarts the bot.
   */
  readonly env?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Raise it to make the bot's token anew; the bot restarts with it. If unset, 1. */
  readonly tokenVersion?: number;
  /** The key by which Molthub is known to the bot. If unset, the instance makes one of its own. */
  readonly device?: OperatorDevice;
  readonly transform?: MoltbotInstanceTransform;
}
