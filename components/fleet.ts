import * as pulumi from "@pulumi/pulumi";
import { InvalidDocument, invalidBots, requireDistinctAddresses, requireDistinctPorts } from "../sdk/config";
import { MolthubError } from "../sdk/errors";
import { ownLayers, sharedLayers } from "./botLayers";
import { forBot, planBot, type BotPlan } from "./botPlan";
import { MoltbotInstance, withPlan } from "./instance";
import type { GatewayArgs, MoltbotInstanceArgs, MoltbotInstanceTransform, TargetArgs } from "./instanceArgs";
import type { LayerInput } from "./layers";
import { OperatorDevice } from "./resources";
import { shown } from "./userError";

/** One bot of a fleet: what it does not say, the fleet says. */
export interface BotArgs {
  /** What layers select the bot by. If unset, none. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The bot's own layer, over the fleet's. */
  readonly overlay?: LayerInput;
  /** Paths of the document that are the bot's own; if unset, the fleet's. See `MoltbotInstanceArgs`. */
  readonly unmanaged?: readonly string[];
  /** Loopback port of a Gateway on the local target. If unset, always the same one for this project, stack and bot, from 19000 to 30996. */
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
  /** First layer of every bot's configuration, or several, later ones win; also a built-in one: see {@link templates}. */
  readonly template?: LayerInput | readonly LayerInput[];
  /** Layers over the template, later ones win. */
  readonly profiles?: readonly LayerInput[];
  /** Layers over the profiles, later ones win; each bot's own `overlay` comes after them. */
  readonly overlays?: readonly LayerInput[];
  /**
   * Paths of the document that are each bot's own, as in `["agents.entries.*.identity"]`. If unset, none. See `MoltbotInstanceArgs`.
   */
  readonly unmanaged?: readonly string[];
  /** Environment secrets of every bot that Molthub hosts, by name. */
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
    super(MoltbotFleet.__pulumiType, name, { bots: bots.map(({ plan }) => plan.bot), package: args.gateway.package ?? "openclaw", version: args.gateway.version }, opts);
    const device = new OperatorDevice(`${name}-device`, { parent: this });
    const instances = Object.fromEntries(bots.map(({ args: botArgs, plan }) => [plan.bot, new MoltbotInstance(`${name}-${plan.bot}`, withPlan({ ...botArgs, device }, plan), { parent: this })]));
    this.nodes = { device, instances };
    this.endpoints = pulumi.output(Object.fromEntries(Object.entries(instances).map(([bot, instance]) => [bot, instance.endpoint])));
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

interface PlannedBot {
  readonly args: MoltbotInstanceArgs;
  readonly plan: BotPlan;
}

/** The plan of every bot; refuses a fleet that cannot be before the first resource is made. */
function planFleet(name: string, args: MoltbotFleetArgs): PlannedBot[] {
  if (Object.keys(args.bots).length === 0) throw new MolthubError("empty-fleet", `fleet ${name}: bots: names no bot. Give at least one, as in \`bots: { alice: {} }\`.`);
  const shared = sharedLayers(args);
  const invalid: InvalidDocument[] = [];
  const bots = Object.entries(args.bots).flatMap(([bot, own]) => {
    const botArgs = instanceArgs(bot, own, args);
    try {
      return [{ args: botArgs, plan: planBot(bot, botArgs, [...shared, ...forBot(bot, () => ownLayers(own.overlay))]) }];
    } catch (error) {
      // What is wrong in a layer is wrong for many bots: all of it is told at once.
      if (!(error instanceof InvalidDocument)) throw error;
      invalid.push(error);
      return [];
    }
  });
  if (invalid.length > 0) throw invalidBots(invalid);
  requireDistinctPorts(Object.fromEntries(bots.flatMap(({ plan: { bot, target } }) => (target.local === undefined ? [] : [[bot, target.local.port]]))));
  requireDistinctAddresses(Object.fromEntries(bots.flatMap(({ plan: { bot, target } }) => (typeof target.external?.address === "string" ? [[bot, target.external.address]] : []))));
  return bots;
}

/** Layers are not among them: they are read once for all bots. */
function instanceArgs(bot: string, own: BotArgs, fleet: MoltbotFleetArgs): MoltbotInstanceArgs {
  const { gateway, target, unmanaged, env, transform } = fleet;
  return {
    gateway,
    ...(target && { target }),
    ...(unmanaged && { unmanaged }),
    ...(transform && { transform }),
    // A program may say undefined for what it leaves to the fleet.
    ...Object.fromEntries(Object.entries(own).filter(([key, value]) => value !== undefined && key !== "overlay")),
    bot,
    // Whoever runs an external bot gives it its environment.
    env: (own.target ?? target)?.external === undefined ? { ...env, ...own.env } : { ...own.env },
  };
}
