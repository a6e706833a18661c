import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { defaultPort, isPlainObject, render, requireKnownRelease, requireValidEnvironment, requireValidHeap, requireValidPort, type GatewayRelease, type OpenDocument } from "../sdk/config";
import { MolthubError } from "../sdk/errors";
import type { MoltbotInstanceArgs } from "./instanceArgs";
import { toLayer } from "./layers";

// What 2026.9.6 needs under use with its default plugins: 256 MiB died after four model turns.
const defaultHeapMb = 512;

/** All that is decided about a bot before any resource is made. */
export interface BotPlan {
  readonly bot: string;
  readonly release: GatewayRelease;
  readonly port: number;
  readonly dataDir: string;
  readonly heapMb: number;
  readonly document: OpenDocument;
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  readonly tokenVersion: number;
}

/**
 * Decides everything about a bot, and refuses what cannot be. Pure but for reading layer files, so that a fleet refuses a bad bot before
 * it makes the first resource of a good one.
 *
 * @throws MolthubError naming the bot, the argument and the remedy
 */
export function planBot(bot: string, args: MoltbotInstanceArgs): BotPlan {
  const where = `bot ${bot}`;
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(bot)) {
    throw new MolthubError("invalid-name", `${where}: a bot's name is 1 to 63 lower-case letters, digits and hyphens, and begins and ends with a letter or digit.`);
  }
  const release = { package: args.gateway.package ?? "openclaw", version: args.gateway.version };
  requireKnownRelease(release, where);
  const local = localTarget(args, where);
  const port = args.port ?? defaultPort(pulumi.getProject(), pulumi.getStack(), bot);
  requireValidPort(port, bot);
  const heapMb = local.heapMb ?? defaultHeapMb;
  requireValidHeap(heapMb, bot);
  requireValidEnvironment(Object.keys(args.env ?? {}), bot);
  return {
    bot,
    release,
    port,
    dataDir: local.dataDir ?? join(pulumi.getRootDirectory(), ".molthub", pulumi.getStack(), bot),
    heapMb,
    document: render(layersOf(bot, args)),
    environment: args.env ?? {},
    tokenVersion: args.tokenVersion ?? 1,
  };
}

function localTarget(args: MoltbotInstanceArgs, where: string): { dataDir?: string; heapMb?: number } {
  const target = args.target ?? { local: {} };
  const kinds = isPlainObject(target) ? Object.keys(target) : [];
  if (kinds.length !== 1 || kinds[0] !== "local" || target.local === undefined) {
    throw new MolthubError("unknown-target", `${where}: target: ${kinds.length === 0 ? "names no target" : `${kinds.map((kind) => JSON.stringify(kind)).join(" and ")} is not a target`}. Use \`target: { local: {} }\`.`);
  }
  return target.local;
}

function layersOf(bot: string, args: MoltbotInstanceArgs): ReturnType<typeof toLayer>[] {
  const profiles = args.profiles ?? [];
  return [
    ...(args.template === undefined ? [] : [toLayer(`bot ${bot}: template`, args.template)]),
    ...profiles.map((profile, at) => toLayer(`bot ${bot}: profiles[${String(at)}]`, profile)),
    ...(args.overlay === undefined ? [] : [toLayer(`bot ${bot}: overlay`, args.overlay)]),
  ];
}
