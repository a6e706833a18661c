import * as pulumi from "@pulumi/pulumi";
import type { BotPlan } from "./botPlan";
import type { ExternalTargetArgs, MoltbotInstanceArgs, MoltbotInstanceTransform } from "./instanceArgs";
import { openLeaves } from "./openLeaves";
import { GatewayConfig, GatewayIdentity, LocalGateway, OperatorDevice, type BotConnectionArgs } from "./resources";
import { transformed } from "./transform";

/** The resources of a `MoltbotInstance`. */
export interface MoltbotInstanceNodes {
  /** Of a bot on the local target. */
  readonly identity?: GatewayIdentity;
  /** Of a bot on the local target. */
  readonly gateway?: LocalGateway;
  readonly config: GatewayConfig;
}

/** The children of an instance, and how the bot is reached. */
export interface Created {
  readonly nodes: MoltbotInstanceNodes;
  readonly endpoint: BotConnectionArgs["endpoint"];
  readonly token: pulumi.Input<string>;
}

/** Makes the resources of a bot. */
export function createNodes(parent: pulumi.Resource, name: string, plan: BotPlan, args: MoltbotInstanceArgs): Created {
  const { bot, release, unmanaged } = plan;
  const transform = args.transform ?? {};
  const device = args.device ?? new OperatorDevice(`${name}-device`, { parent });
  const host = createHost(parent, name, plan, transform);
  const config = new GatewayConfig(
    ...transformed(
      transform.config,
      `${name}-config`,
      {
        bot,
        release,
        ...openLeaves(plan.document, bot, release),
        ...(unmanaged.length > 0 && { unmanaged: [...unmanaged] }),
        connection: { endpoint: host.endpoint, token: host.token, device: { deviceId: device.deviceId, publicKey: device.publicKey, privateKey: device.privateKey } },
        dataId: host.dataId,
      },
      { parent, dependsOn: host.gateway === undefined ? [] : [host.gateway] },
    ),
  );
  const { identity, gateway, endpoint, token } = host;
  return { nodes: { ...(identity && { identity }), ...(gateway && { gateway }), config }, endpoint, token };
}

/** What runs a bot, and how it is reached. */
interface Host {
  readonly identity?: GatewayIdentity;
  readonly gateway?: LocalGateway;
  readonly endpoint: BotConnectionArgs["endpoint"];
  readonly token: pulumi.Input<string>;
  readonly dataId: pulumi.Input<string>;
}

function createHost(parent: pulumi.Resource, name: string, { bot, release, target }: BotPlan, transform: MoltbotInstanceTransform): Host {
  const { local, external } = target;
  if (local === undefined) {
    const { address, token } = external as ExternalTargetArgs;
    const endpoint = pulumi.output(address).apply((known) => ({ transport: "direct" as const, address: known }));
    // Another address may be another bot, which knows nothing of what was written into this one.
    return { endpoint, token: pulumi.secret(token), dataId: pulumi.interpolate`external ${address}` };
  }
  const identity = new GatewayIdentity(...transformed(transform.identity, `${name}-identity`, { bot, tokenVersion: local.tokenVersion }, { parent }));
  const gateway = new LocalGateway(
    ...transformed(
      transform.gateway,
      `${name}-gateway`,
      {
        project: pulumi.getProject(),
        stack: pulumi.getStack(),
        resource: `${name}-gateway`,
        bot,
        dataDir: local.dataDir,
        release,
        port: local.port,
        token: identity.token,
        environment: pulumi.secret(local.environment),
        heapMb: local.heapMb,
        state: "running",
      },
      { parent },
    ),
  );
  return { identity, gateway, endpoint: gateway.endpoint, token: identity.token, dataId: gateway.dataId };
}
