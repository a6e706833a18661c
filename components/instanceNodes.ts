import * as pulumi from "@pulumi/pulumi";
import { externalDataId, type PlacedSecret } from "../sdk/config";
import type { BotPlan } from "./botPlan";
import type { ExternalTargetArgs, MoltbotInstanceArgs, MoltbotInstanceTransform } from "./instanceArgs";
import { openLeaves } from "./openLeaves";
import { environmentOf } from "./projection";
import { GatewayConfig, GatewayIdentity, LocalGateway, OperatorDevice, type BotConnectionArgs, type GatewayConfigArgs } from "./resources";
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

/** What holds a bot of a fleet back while a rollout goes on. */
export interface Gating {
  readonly rolloutId: pulumi.Output<string>;
  /** What must be done before. */
  readonly after: readonly pulumi.Resource[];
  /** True: it keeps what it has. */
  readonly held?: pulumi.Output<boolean>;
}

/** Makes the resources of a bot. */
export function createNodes(parent: pulumi.Resource, name: string, plan: BotPlan, args: MoltbotInstanceArgs, gating: Gating | undefined): Created {
  const { bot, release, unmanaged } = plan;
  const transform = args.transform ?? {};
  const device = args.device ?? new OperatorDevice(`${name}-device`, { parent });
  const after = [...(gating?.after ?? [])];
  const host = createHost(parent, name, plan, transform, gating);
  const config = new GatewayConfig(
    ...transformed(
      transform.config,
      `${name}-config`,
      {
        bot,
        release,
        ...openLeaves(plan.document, bot, release, plan.secrets),
        ...storeSecrets(plan.secrets.store),
        ...(plan.connectors.length > 0 && { connectors: plan.connectors.map((connector) => connector.name).sort() }),
        ...(unmanaged.length > 0 && { unmanaged: [...unmanaged] }),
        connection: { endpoint: host.endpoint, token: host.token, device: { deviceId: device.deviceId, publicKey: device.publicKey, privateKey: device.privateKey } },
        dataId: host.dataId,
        ...(host.paths !== undefined && { paths: host.paths }),
        ...(host.environment.length > 0 && { environment: host.environment }),
        ...(args.adopt === true && { adopt: true }),
        ...(args.unreachable !== undefined && { unreachable: args.unreachable }),
        ...inputsOf(gating),
        ...(gating !== undefined && host.gateway !== undefined && { changedIn: host.gateway.changedIn }),
        ...plan.freeze,
      },
      { parent, dependsOn: host.gateway === undefined ? after : [...after, host.gateway] },
    ),
  );
  const { identity, gateway, endpoint, token } = host;
  return { nodes: { ...(identity && { identity }), ...(gateway && { gateway }), config }, endpoint, token };
}

/** Values that the program has go beside the declarations: those stay readable. */
function storeSecrets(store: readonly PlacedSecret[]): Pick<GatewayConfigArgs, "secrets" | "secretValues"> {
  const values = valuesOf(store);
  return { ...(store.length > 0 && { secrets: declarationsOf(store) }), ...(Object.keys(values).length > 0 && { secretValues: pulumi.secret(values) }) };
}

function declarationsOf(secrets: readonly PlacedSecret[]): Record<string, { from: string; version?: string }> {
  return Object.fromEntries(secrets.map(({ name, reference: { from, version } }) => [name, { from, ...(version !== undefined && { version }) }]));
}

function valuesOf(secrets: readonly PlacedSecret[]): Record<string, pulumi.Input<string>> {
  return Object.fromEntries(secrets.flatMap(({ name, reference: { scheme, value } }) => (scheme === "value" ? [[name, value as pulumi.Input<string>]] : [])));
}

/** What runs a bot, and how it is reached. */
interface Host {
  readonly identity?: GatewayIdentity;
  readonly gateway?: LocalGateway;
  readonly endpoint: BotConnectionArgs["endpoint"];
  readonly token: pulumi.Input<string>;
  readonly dataId: pulumi.Input<string>;
  readonly paths: GatewayConfigArgs["paths"];
  readonly environment: readonly string[];
}

function inputsOf(gating: Gating | undefined): { rolloutId?: pulumi.Output<string>; held?: pulumi.Output<boolean> } {
  return { ...(gating && { rolloutId: gating.rolloutId }), ...(gating?.held && { held: gating.held }) };
}

function createHost(parent: pulumi.Resource, name: string, plan: BotPlan, transform: MoltbotInstanceTransform, gating: Gating | undefined): Host {
  const { bot, release, target, secrets, plugins } = plan;
  const { local, external } = target;
  const environment = environmentOf(plan);
  if (local === undefined) {
    const { address, token, configPath, stateDir } = external as ExternalTargetArgs;
    const endpoint = pulumi.output(address).apply((known) => ({ transport: "direct" as const, address: known }));
    const paths = { ...(configPath !== undefined && { configPath }), ...(stateDir !== undefined && { stateDir }) };
    return { endpoint, token: pulumi.secret(token), dataId: pulumi.output(address).apply(externalDataId), paths: Object.keys(paths).length === 0 ? undefined : paths, environment };
  }
  const fromSources = secrets.environment.filter(({ reference }) => reference.scheme !== "value");
  const identity = new GatewayIdentity(...transformed(transform.identity, `${name}-identity`, { bot, tokenVersion: local.tokenVersion, ...plan.freeze }, { parent }));
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
        environment: pulumi.secret({ ...local.environment, ...valuesOf(secrets.environment) }),
        ...(fromSources.length > 0 && { environmentFrom: declarationsOf(fromSources) }),
        heapMb: local.heapMb,
        ...(Object.keys(plugins).length > 0 && { plugins }),
        state: "running",
        ...inputsOf(gating),
        ...plan.freeze,
      },
      { parent, dependsOn: [...(gating?.after ?? [])] },
    ),
  );
  return { identity, gateway, endpoint: gateway.endpoint, token: identity.token, dataId: gateway.dataId, paths: gateway.paths, environment };
}
