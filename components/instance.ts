import * as pulumi from "@pulumi/pulumi";
import { isPlainObject } from "../sdk/config";
import { ownLayers, sharedLayers } from "./botLayers";
import { forBot, planBot, type BotPlan } from "./botPlan";
import type { MoltbotInstanceArgs } from "./instanceArgs";
import { createNodes, type MoltbotInstanceNodes } from "./instanceNodes";
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
 *   env: { ANTHROPIC_API_KEY: new pulumi.Config().requireSecret("anthropicApiKey") },
 *   overlay: { models: { providers: { anthropic: { apiKey: "${ANTHROPIC_API_KEY}" } } } },
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
    super(MoltbotInstance.__pulumiType, name, projectionOf(plan), opts);
    const { nodes, endpoint, token } = createNodes(this, name, plan, args);
    this.nodes = nodes;
    this.endpoint = pulumi.output(endpoint).apply(({ address }) => address);
    this.token = pulumi.secret(token);
    this.digest = this.nodes.config.digest;
    this.registerOutputs({ endpoint: this.endpoint, token: this.token, digest: this.digest });
  }
}

// A fleet plans all its bots before it makes the first of them: a plan is not made twice.
const plans = new WeakMap<MoltbotInstanceArgs, BotPlan>();

/** The plan of a bot that is not of a fleet. */
function planAlone(bot: string, args: MoltbotInstanceArgs): BotPlan {
  return planBot(bot, args, forBot(bot, () => [...sharedLayers(args), ...ownLayers(args.overlay)]));
}

/** @internal Arguments whose plan is made already. */
export function withPlan(args: MoltbotInstanceArgs, plan: BotPlan): MoltbotInstanceArgs {
  plans.set(args, plan);
  return args;
}

/** What policies on components see: facts, never the document or a secret. */
function projectionOf(plan: BotPlan): pulumi.Inputs {
  const channels = plan.document["channels"];
  const { local } = plan.target;
  return {
    bot: plan.bot,
    package: plan.release.package,
    version: plan.release.version,
    channels: isPlainObject(channels) ? Object.keys(channels).sort() : [],
    ...(local === undefined
      ? { target: "external" }
      : { target: "local", runtime: "node", exposure: "loopback", port: local.port, environment: Object.keys(local.environment).sort() }),
  };
}
