import * as pulumi from "@pulumi/pulumi";
import { isPlainObject } from "../sdk/config";
import { planBot, type BotPlan } from "./botPlan";
import type { MoltbotInstanceArgs } from "./instanceArgs";
import { openLeaves } from "./openLeaves";
import { GatewayConfig, GatewayIdentity, LocalGateway, OperatorDevice } from "./resources";
import { transformed } from "./transform";
import { shown } from "./userError";

/** The resources of a `MoltbotInstance`. */
export interface MoltbotInstanceNodes {
  readonly identity: GatewayIdentity;
  readonly gateway: LocalGateway;
  readonly config: GatewayConfig;
}

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
    const plan = shown(() => planBot(args.bot ?? name, args));
    super(MoltbotInstance.__pulumiType, name, projectionOf(plan), opts);
    this.nodes = createNodes(this, name, plan, args);
    this.endpoint = this.nodes.gateway.endpoint.apply(({ address }) => address);
    this.token = this.nodes.identity.token;
    this.digest = this.nodes.config.digest;
    this.registerOutputs({ endpoint: this.endpoint, token: this.token, digest: this.digest });
  }
}

/** What policies on components see: facts, never the document or a secret. */
function projectionOf(plan: BotPlan): pulumi.Inputs {
  const channels = plan.document["channels"];
  return {
    bot: plan.bot,
    package: plan.release.package,
    version: plan.release.version,
    target: "local",
    runtime: "node",
    exposure: "loopback",
    port: plan.port,
    channels: isPlainObject(channels) ? Object.keys(channels).sort() : [],
    environment: Object.keys(plan.environment).sort(),
  };
}

function createNodes(parent: MoltbotInstance, name: string, plan: BotPlan, args: MoltbotInstanceArgs): MoltbotInstanceNodes {
  const { bot, release } = plan;
  const transform = args.transform ?? {};
  const opts = { parent };
  const device = args.device ?? new OperatorDevice(`${name}-device`, opts);
  const identity = new GatewayIdentity(...transformed(transform.identity, `${name}-identity`, { bot, tokenVersion: plan.tokenVersion }, opts));
  const gateway = new LocalGateway(
    ...transformed(
      transform.gateway,
      `${name}-gateway`,
      {
        project: pulumi.getProject(),
        stack: pulumi.getStack(),
        resource: `${name}-gateway`,
        bot,
        dataDir: plan.dataDir,
        release,
        port: plan.port,
        token: identity.token,
        environment: pulumi.secret(plan.environment),
        heapMb: plan.heapMb,
        state: "running",
      },
      opts,
    ),
  );
  const config = new GatewayConfig(
    ...transformed(
      transform.config,
      `${name}-config`,
      {
        bot,
        release,
        ...openLeaves(plan.document, bot),
        connection: {
          endpoint: gateway.endpoint,
          token: identity.token,
          device: { deviceId: device.deviceId, publicKey: device.publicKey, privateKey: device.privateKey },
        },
        dataId: gateway.dataId,
      },
      { ...opts, dependsOn: [gateway] },
    ),
  );
  return { identity, gateway, config };
}
