import type * as pulumi from "@pulumi/pulumi";
import type { LayerSelector } from "../sdk/config";
import type { ConnectorInput } from "./attachments";
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

/**
 * A plugin of the Gateway, pinned. Its package must bring its dependencies with it (`bundledDependencies`; those of OpenClaw's own channels
 * do): then its integrity covers all that the bot runs of it.
 *
 * @example
 * plugins: { slack: { version: "2026.9.6", integrity: "sha512-3+vRRyTYYdiuUPdPVZVTiPqpbWCjSzEyyCOe2xPpjX2AyLb1XZI/yhOsUFEAxoMyXFrmi4gEEOwXLGckOZV5Cg==" } }
 */
export interface PluginArgs {
  /** npm package. If unset, `@openclaw/<id>`. */
  readonly package?: string;
  /** Exact version: no range, no tag. Known at preview, so it is not an Output. */
  readonly version: string;
  /** Of the package's tarball: what `npm view <package>@<version> dist.integrity` prints. */
  readonly integrity: string;
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
  /**
   * Names that the Gateway has in its environment. A Clawdbot that lacks what its document refers to as `${NAME}` does not start again, so a
   * new reference must be among them (clawdbot 2026.1.24-3). If unset, none.
   */
  readonly env?: readonly string[];
  /** Absolute path of the config file on the Gateway's machine: with another one, nothing is written to the bot. If unset, any. */
  readonly configPath?: string;
  /** Absolute path of the state directory on the Gateway's machine, as `configPath`. */
  readonly stateDir?: string;
}

/** Where bots run: exactly one of the properties. Decides which resources are made, so it is not an Output. */
export interface TargetArgs {
  /** A process on this machine. */
  readonly local?: LocalTargetArgs;
  /** A Gateway that something else runs. */
  readonly external?: ExternalTargetArgs;
}

/** A bot that is to stay as it is, and why. */
export interface FreezeArgs {
  /** Told to whoever wants to change it. */
  readonly reason: string;
  /** A day (to its end, UTC) or a time with its zone, as in `2026-12-01` or `2026-12-01T08:00:00Z`. If unset, as long as the freeze is there. */
  readonly until?: string;
}

/** Bots of a fleet that are to stay as they are: those that meet all that is given. */
export interface FleetFreezeArgs extends FreezeArgs {
  /** If unset, whatever their labels. */
  readonly select?: LayerSelector;
  /** Their names. If unset, all. */
  readonly bots?: readonly string[];
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
  /** Credentials that the bot has, with their channels, models and servers: layers over the profiles. If unset, none. */
  readonly connectors?: readonly ConnectorInput[];
  /** The bot's own layer, over all others, or several, later ones win. */
  readonly overlay?: LayerInput | readonly LayerInput[];
  /**
   * Paths of the document that are the bot's own, `*` for any one key: what a layer sets there is what the bot starts with, and what the
   * bot makes of it is neither changed nor shown as drift. If unset, none.
   *
   * @example ["agents.entries.*.identity"]
   */
  readonly unmanaged?: readonly string[];
  /**
   * True for a bot that exists already: it is taken into the stack as it is, with no write. Where its layers differ, a preview with refresh
   * shows how, and the update after that writes it. External target only. If unset, false: the first write may add, but replaces nothing.
   */
  readonly adopt?: boolean;
  /**
   * What a bot that cannot be reached means for an update. `skip`: it is named, keeps the document it has, and the next update catches up;
   * `molthub up` ends with an exit code of its own. `fail`: the update fails. If unset, `skip`.
   */
  readonly unreachable?: "skip" | "fail";
  /** Loopback port of a Gateway on the local target. If unset, always the same one for this project, stack and bot, from 19000 to 30996. */
  readonly port?: number;
  /**
   * Environment secrets by name. Documents refer to them as `${NAME}`. They are kept encrypted in the stack's state and in a file of the
   * bot that only its owner may read; a change restarts the bot.
   */
  readonly env?: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * Plugins by id. On the local target they are installed before the bot starts, verified first, with nothing of theirs run at install
   * time, and enabled in its document unless a layer says otherwise; a change restarts the bot. A channel that the Gateway's own package
   * lacks needs its plugin here. On the external target they say what the bot has: nothing is installed, and if unset, nothing is known.
   * OpenClaw only. If unset, none.
   */
  readonly plugins?: Readonly<Record<string, PluginArgs>>;
  /** Raise it to make the bot's token anew; the bot restarts with it. If unset, 1. */
  readonly tokenVersion?: number;
  /** Every change of the bot is refused, at preview. If unset, none is, unless the stack's settings freeze it (`molthub freeze`). */
  readonly freeze?: FreezeArgs;
  /** The key by which Molthub is known to the bot. If unset, the instance makes one of its own. */
  readonly device?: OperatorDevice;
  readonly transform?: MoltbotInstanceTransform;
}
