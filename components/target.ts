import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { defaultPort, isGatewayAddress, isPlainObject, requireHostedRelease, requireValidEnvironment, requireValidHeap, requireValidPort, type GatewayRelease } from "../sdk/config";
import { MolthubError } from "../sdk/errors";
import type { ExternalTargetArgs, MoltbotInstanceArgs } from "./instanceArgs";

// What 2026.9.6 needs under use with its default plugins: 256 MiB died after four model turns.
const defaultHeapMb = 512;

/** A bot that Molthub hosts on this machine. */
export interface LocalPlan {
  readonly port: number;
  readonly dataDir: string;
  readonly heapMb: number;
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  readonly tokenVersion: number;
}

/** Where a bot runs: one of the two. */
export interface TargetPlan {
  readonly local?: LocalPlan;
  readonly external?: ExternalTargetArgs;
}

/**
 * Decides where a bot runs.
 *
 * @throws MolthubError naming the bot, the argument and the remedy
 */
export function planTarget(bot: string, release: GatewayRelease, args: MoltbotInstanceArgs): TargetPlan {
  const target = args.target ?? { local: {} };
  const kinds = isPlainObject(target) ? Object.entries(target).flatMap(([kind, value]) => (value === undefined ? [] : [kind])) : [];
  const { local, external } = target;
  if (external === undefined && args.adopt === true) throw new MolthubError("invalid-target", `bot ${bot}: adopt: is for a bot that something else runs. Remove it, or say where the bot is: \`target: { external: { address, token } }\`.`);
  if (kinds.length === 1 && local !== undefined) return { local: planLocal(bot, release, args, local) };
  if (kinds.length === 1 && external !== undefined) return { external: planExternal(bot, args, external) };
  const what = kinds.length === 0 ? "names no target" : `${kinds.map((kind) => JSON.stringify(kind)).join(" and ")} is not a target`;
  throw new MolthubError("unknown-target", `bot ${bot}: target: ${what}. Use \`target: { local: {} }\` or \`target: { external: { address, token } }\`.`);
}

function planLocal(bot: string, release: GatewayRelease, args: MoltbotInstanceArgs, local: { dataDir?: string; heapMb?: number }): LocalPlan {
  requireHostedRelease(release, `bot ${bot}`);
  const port = args.port ?? defaultPort(pulumi.getProject(), pulumi.getStack(), bot);
  requireValidPort(port, bot);
  const heapMb = local.heapMb ?? defaultHeapMb;
  requireValidHeap(heapMb, bot);
  const environment = args.env ?? {};
  requireValidEnvironment(Object.keys(environment), bot);
  const dataDir = local.dataDir ?? join(projectFolder(), ".molthub", pulumi.getStack(), bot);
  return { port, dataDir, heapMb, environment, tokenVersion: args.tokenVersion ?? 1 };
}

/** A rollback runs the program from a checkout of its own: what belongs to the project stays where the project is. */
function projectFolder(): string {
  return process.env["MOLTHUB_PROJECT_DIR"] ?? pulumi.getRootDirectory();
}

function planExternal(bot: string, args: MoltbotInstanceArgs, external: ExternalTargetArgs): ExternalTargetArgs {
  for (const key of ["address", "token"] as const) {
    if (external[key] === undefined) throw new MolthubError("invalid-target", `bot ${bot}: target: external: ${key}: is missing. Give it, as in { address: "ws://127.0.0.1:18789", token }.`);
  }
  const { address } = external;
  if (typeof address === "string" && !isGatewayAddress(address)) throw new MolthubError("invalid-target", `bot ${bot}: target: external: address: must be ws://host:port or wss://host:port and nothing else, as in "ws://127.0.0.1:18789". The token goes into \`token\`.`);
  const hosted = { port: args.port, tokenVersion: args.tokenVersion, env: Object.keys(args.env ?? {}).at(0) };
  const foreign = Object.entries(hosted).find(([, value]) => value !== undefined);
  if (foreign === undefined) return external;
  throw new MolthubError("invalid-target", `bot ${bot}: ${foreign[0]}: cannot be set on an external target: whoever runs the gateway decides it. Remove it.`);
}
