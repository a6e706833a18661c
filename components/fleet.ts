import * as pulumi from "@pulumi/pulumi";
import { InvalidDocument, invalidBots, requireDistinctAddresses, requireDistinctPorts } from "../sdk/config";
import { requireExclusive } from "../sdk/connectors";
import { MolthubError } from "../sdk/errors";
import type { ConnectorInput } from "./attachments";
import { sharedLayers, withOwnLayers } from "./botLayers";
import { forBot, placesOf, planBot, type BotPlan } from "./botPlan";
import { freezes } from "./freezes";
import { MoltbotInstance, withPlan } from "./instance";
import type { FleetFreezeArgs, FreezeArgs, GatewayArgs, MoltbotInstanceArgs, MoltbotInstanceTransform, PluginArgs, TargetArgs } from "./instanceArgs";
import type { LayerInput } from "./layers";
import type { Gating } from "./instanceNodes";
import { batchesOf, rollOut, type RolloutArgs } from "./rollout";
import { OperatorDevice } from "./resources";
import { shown } from "./userError";

/** One bot of a fleet: what it does not say, the fleet says. */
export interface BotArgs {
  /** What layers select the bot by. If unset, none. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Credentials of this bot, beside those of the fleet. If unset, none. */
  readonly connectors?: readonly ConnectorInput[];
  /** The bot's own layer, over the fleet's, or several, later ones win. */
  readonly overlay?: LayerInput | readonly LayerInput[];
  /** Paths of the document that are the bot's own; if unset, the fleet's. See `MoltbotInstanceArgs`. */
  readonly unmanaged?: readonly string[];
  /** Loopback port of a Gateway on the local target. If unset, always the same one for this project, stack and bot, from 19000 to 30996. */
  readonly port?: number;
  /** Environment secrets of this bot, over those of the fleet. */
  readonly env?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Plugins of this bot, by id, over those of the fleet. See `MoltbotInstanceArgs`. */
  readonly plugins?: Readonly<Record<string, PluginArgs>>;
  /** If unset, the fleet's. */
  readonly gateway?: GatewayArgs;
  /** If unset, the fleet's. */
  readonly target?: TargetArgs;
  /** Raise it to make the bot's token anew. If unset, 1. */
  readonly tokenVersion?: number;
  /** If unset, the fleet's. See `MoltbotInstanceArgs`. */
  readonly adopt?: boolean;
  /** Freezes this bot, beside what the fleet freezes. See `MoltbotInstanceArgs`. */
  readonly freeze?: FreezeArgs;
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
  /** Credentials of every bot, or of those that a selector selects: layers over the profiles. If unset, none. See `Connector`. */
  readonly connectors?: readonly ConnectorInput[];
  /** Layers over the profiles, later ones win; each bot's own `overlay` comes after them. */
  readonly overlays?: readonly LayerInput[];
  /**
   * Paths of the document that are each bot's own, as in `["agents.entries.*.identity"]`. If unset, none. See `MoltbotInstanceArgs`.
   */
  readonly unmanaged?: readonly string[];
  /** True: bots on the external target are taken into the stack as they are. If unset, false. See `MoltbotInstanceArgs`. */
  readonly adopt?: boolean;
  /** What a bot that cannot be reached means for an update. If unset, `skip`. See `MoltbotInstanceArgs`. */
  readonly unreachable?: "skip" | "fail";
  /** Environment secrets of every bot that Molthub hosts, by name. */
  readonly env?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Plugins of every bot that Molthub hosts, by id. See `MoltbotInstanceArgs`. */
  readonly plugins?: Readonly<Record<string, PluginArgs>>;
  /** The bots by name. Decides which resources are made, so the names are not Outputs. */
  readonly bots: Readonly<Record<string, BotArgs>>;
  /** How changes come to the bots: in steps, each judged before the next. If unset, to all at the same time. */
  readonly rollout?: RolloutArgs;
  /**
   * Every change of these bots is refused, at preview. If unset, none is, unless a bot or the stack's settings say so (`molthub freeze`).
   *
   * @example { reason: "release week", until: "2026-12-01", select: { matchLabels: { region: "eu" } } }
   */
  readonly freeze?: FleetFreezeArgs;
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
    const batches = args.rollout === undefined ? [] : shown(() => batchesOf(name, args.rollout as RolloutArgs, bots.map(({ plan, args: { labels } }) => ({ bot: plan.bot, labels: labels ?? {} }))));
    super(MoltbotFleet.__pulumiType, name, { bots: bots.map(({ plan }) => plan.bot), package: args.gateway.package ?? "openclaw", version: args.gateway.version }, opts);
    const device = new OperatorDevice(`${name}-device`, { parent: this });
    const make = ({ args: botArgs, plan }: PlannedBot, gating?: Gating): MoltbotInstance => new MoltbotInstance(`${name}-${plan.bot}`, withPlan({ ...botArgs, device }, plan, gating), { parent: this });
    const instances =
      args.rollout === undefined
        ? Object.fromEntries(bots.map((bot) => [bot.plan.bot, make(bot)]))
        : rollOut(this, name, args.rollout, batches, bots.map((bot) => ({ plan: bot.plan, make: (gating) => make(bot, gating) })), device);
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
  const frozen = freezes({ name, freeze: args.freeze, bots: Object.keys(args.bots) });
  const invalid: InvalidDocument[] = [];
  const bots = Object.entries(args.bots).flatMap(([bot, own]) => {
    const botArgs = instanceArgs(bot, own, args);
    try {
      return [{ args: botArgs, plan: frozen(planBot(bot, botArgs, forBot(bot, () => withOwnLayers(shared, own.overlay))), botArgs) }];
    } catch (error) {
      // What is wrong in a layer is wrong for many bots: all of it is told at once.
      if (!(error instanceof InvalidDocument)) throw error;
      invalid.push(error);
      return [];
    }
  });
  if (invalid.length > 0) throw invalidBots(invalid);
  requireExclusive(bots.map(({ plan }) => ({ ...plan, environment: placesOf(plan.target).environment })));
  requireDistinctPorts(Object.fromEntries(bots.flatMap(({ plan: { bot, target } }) => (target.local === undefined ? [] : [[bot, target.local.port]]))));
  requireDistinctAddresses(Object.fromEntries(bots.flatMap(({ plan: { bot, target } }) => (typeof target.external?.address === "string" ? [[bot, target.external.address]] : []))));
  return bots;
}

/** Layers are not among them: they are read once for all bots. */
function instanceArgs(bot: string, own: BotArgs, fleet: MoltbotFleetArgs): MoltbotInstanceArgs {
  const { gateway, target, unmanaged, adopt, unreachable, env, transform } = fleet;
  const external = (own.target ?? target)?.external !== undefined;
  return {
    gateway,
    ...(target && { target }),
    ...(unmanaged && { unmanaged }),
    // A fleet may have both kinds of bots; those that Molthub makes are not there to be adopted.
    ...(adopt !== undefined && external && { adopt }),
    ...(unreachable && { unreachable }),
    ...(transform && { transform }),
    // A program may say undefined for what it leaves to the fleet.
    ...Object.fromEntries(Object.entries(own).filter(([key, value]) => value !== undefined && key !== "overlay")),
    bot,
    connectors: [...(fleet.connectors ?? []), ...(own.connectors ?? [])],
    // Whoever runs an external bot gives it its environment.
    env: external ? { ...own.env } : { ...env, ...own.env },
    ...pluginsFor(own, fleet, external),
  };
}

/** Whoever runs an external bot decides what it has, so the fleet's are not among its plugins. */
function pluginsFor(own: BotArgs, fleet: MoltbotFleetArgs, external: boolean): Pick<MoltbotInstanceArgs, "plugins"> {
  if (external) return own.plugins === undefined ? {} : { plugins: own.plugins };
  return { plugins: { ...fleet.plugins, ...own.plugins } };
}
