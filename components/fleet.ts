import * as pulumi from "@pulumi/pulumi";
import { requireDistinctPorts } from "../sdk/config";
import { MolthubError } from "../sdk/errors";
import { planBot } from "./botPlan";
import { MoltbotInstance } from "./instance";
import type { GatewayArgs, MoltbotInstanceArgs, MoltbotInstanceTransform, TargetArgs } from "./instanceArgs";
import type { LayerInput } from "./layers";
import { OperatorDevice } from "./resources";
import { shown } from "./userError";

/** One bot of a fleet: what it does not say, the fleet says. */
export interface BotArgs {
  /** The bot's own layer, over the fleet's. */
  readonly overlay?: LayerInput;
  /** Loopback port of the Gateway. If unset, always the same one for this project, stack and bot, from 19000 to 30996. */
  readonly port?: number;
  /** Environment secrets of this bot, over those of the fleet. */
  readonly env?: Readonly<Record<string, pulumi.Input<string>>>;
  /** If unset, the fleet's. */
  readonly gateway?: GatewayArgs;
  /** If unset, the fleet's. */
  readonly target?: TargetArgs;
  /** Raise it to make the bot's token anew. If unset, 1. */
  readonly tokenVersion?: number;
}

/** Arguments of `MoltbotFleet`. */
export interface MoltbotFleetArgs {
  readonly gateway: GatewayArgs;
  /** If unset, `{ local: {} }`. */
  readonly target?: TargetArgs;
  /** First layer of every bot's configuration. */
  readonly template?: LayerInput;
  /** Layers over the template, later ones win. */
  readonly profiles?: readonly LayerInput[];
  /** Environment secrets of every bot, by name. */
  readonly env?: Readonly<Record<string, pulumi.Input<string>>>;
  /** The bots by name. Decides which resources are made, so the names are not Outputs. */
  readonly bots: Readonly<Record<string, BotArgs>>;
  /** Changes to the children of every instance. */
  readonly transform?: MoltbotInstanceTransform;
}

/** The children of a `MoltbotFleet`. */
export interface MoltbotFleetNodes {
  readonly device: OperatorDevice;
  /** By name of the bot. */
  readonly instances: Readonly<Record<string, MoltbotInstance>>;
}

/**
 * Many Moltbots with one template, each with what is its own.
 *
 * @example
 * const fleet = new MoltbotFleet("support", {
 *   gateway: { version: "2026.9.6" },
 *   template: "templates/support.json5",
 *   bots: { alice: {}, bob: {}, carol: { overlay: { agents: { defaults: { thinkingDefault: "high" } } } } },
 * });
 * export const endpoints = fleet.endpoints;
 */
export class MoltbotFleet extends pulumi.ComponentResource {
  static readonly __pulumiType = "molthub:index:MoltbotFleet";

  /** True for a fleet, also one made by another copy of this library. */
  static override isInstance(value: unknown): value is MoltbotFleet {
    return (value as { __pulumiType?: unknown } | null | undefined)?.__pulumiType === MoltbotFleet.__pulumiType;
  }

  /** WebSocket address of every bot, by name. */
  readonly endpoints: pulumi.Output<Record<string, string>>;
  readonly nodes: MoltbotFleetNodes;

  constructor(name: string, args: MoltbotFleetArgs, opts?: pulumi.ComponentResourceOptions) {
    const bots = shown(() => planFleet(name, args));
    super(MoltbotFleet.__pulumiType, name, { bots: Object.keys(bots), package: args.gateway.package ?? "openclaw", version: args.gateway.version }, opts);
    const device = new OperatorDevice(`${name}-device`, { parent: this });
    const instances = Object.fromEntries(Object.entries(bots).map(([bot, botArgs]) => [bot, new MoltbotInstance(`${name}-${bot}`, { ...botArgs, device }, { parent: this })]));
    this.nodes = { device, instances };
    this.endpoints = pulumi.output(Object.fromEntries(Object.entries(instances).map(([bot, instance]) => [bot, instance.endpoint])));
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

/** The arguments of every bot; refuses a fleet that cannot be before the first resource is made. */
function planFleet(name: string, args: MoltbotFleetArgs): Record<string, MoltbotInstanceArgs> {
  const bots = Object.fromEntries(Object.entries(args.bots).map(([bot, own]) => [bot, instanceArgs(bot, own, args)]));
  if (Object.keys(bots).length === 0) throw new MolthubError("empty-fleet", `fleet ${name}: bots: names no bot. Give at least one, as in \`bots: { alice: {} }\`.`);
  requireDistinctPorts(Object.fromEntries(Object.entries(bots).map(([bot, botArgs]) => [bot, planBot(bot, botArgs).port])));
  return bots;
}

function instanceArgs(bot: string, own: BotArgs, fleet: MoltbotFleetArgs): MoltbotInstanceArgs {
  const { gateway, target, template, profiles, env, transform } = fleet;
  return {
    gateway,
    ...(target && { target }),
    ...(template !== undefined && { template }),
    ...(profiles && { profiles }),
    ...(transform && { transform }),
    // A program may say undefined for what it leaves to the fleet.
    ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)),
    bot,
    env: { ...env, ...own.env },
  };
}
