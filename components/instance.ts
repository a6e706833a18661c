import * as pulumi from "@pulumi/pulumi";
import { sharedLayers, withOwnLayers } from "./botLayers";
import { forBot, planBot, type BotPlan } from "./botPlan";
import { freezes } from "./freezes";
import type { MoltbotInstanceArgs } from "./instanceArgs";
import { createNodes, type Gating, type MoltbotInstanceNodes } from "./instanceNodes";
import { projectionOf } from "./projection";
import { shown } from "./userError";

/**
 * One Moltbot: a Gateway with a token, a folder and a configuration of its own.
 *
 * @example
 * new MoltbotInstance("alice", {
 *   gateway: { version: "2026.9.6" },
 *   template: "templates/support.json5",
 *   overlay: { messages: { responsePrefix: "[alice]" } },
 * });
 * @example A provider key that stays out of the document
 * new MoltbotInstance("bob", {
 *   gateway: { version: "2026.9.6" },
 *   overlay: { models: { providers: { anthropic: { apiKey: secret.env("ANTHROPIC_API_KEY") } } } },
 * });
 */
export class MoltbotInstance extends pulumi.ComponentResource {
  static readonly __pulumiType = "molthub:index:MoltbotInstance";

  /** True for an instance, also one made by another copy of this library. */
  static override isInstance(value: unknown): value is MoltbotInstance {
    return (value as { __pulumiType?: unknown } | null | undefined)?.__pulumiType === MoltbotInstance.__pulumiType;
  }

  /** WebSocket address of the Gateway. */
  readonly endpoint: pulumi.Output<string>;
  /** The Gateway's token. Secret. */
  readonly token: pulumi.Output<string>;
  /** Digest of the document that the bot runs, proven on the live bot. */
  readonly digest: pulumi.Output<string>;
  readonly nodes: MoltbotInstanceNodes;

  constructor(name: string, args: MoltbotInstanceArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = plans.get(args) ?? shown(() => planAlone(args.bot ?? name, args));
    super(MoltbotInstance.__pulumiType, name, { ...projectionOf(plan) }, opts);
    const { nodes, endpoint, token } = createNodes(this, name, plan, args, gatings.get(args));
    this.nodes = nodes;
    this.endpoint = pulumi.output(endpoint).apply(({ address }) => address);
    this.token = pulumi.secret(token);
    this.digest = this.nodes.config.digest;
    // Without the digest, which is the configuration's own: what a component gives out anew is another write of the whole state.
    this.registerOutputs({ endpoint: this.endpoint, token: this.token });
  }
}

// A fleet plans all its bots before it makes the first of them: a plan is not made twice.
const plans = new WeakMap<MoltbotInstanceArgs, BotPlan>();

/** The plan of a bot that is not of a fleet. */
function planAlone(bot: string, args: MoltbotInstanceArgs): BotPlan {
  return freezes()(planBot(bot, args, forBot(bot, () => withOwnLayers(sharedLayers(args), args.overlay))), args);
}

// Its place in the rollout of the fleet.
const gatings = new WeakMap<MoltbotInstanceArgs, Gating>();

/** @internal Arguments whose plan is made already. */
export function withPlan(args: MoltbotInstanceArgs, plan: BotPlan, gating?: Gating): MoltbotInstanceArgs {
  plans.set(args, plan);
  if (gating !== undefined) gatings.set(args, gating);
  return args;
}
