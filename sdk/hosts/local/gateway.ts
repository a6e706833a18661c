import { randomUUID } from "node:crypto";
import { MolthubError } from "../../errors";
import { botFiles, type BotFiles } from "./botFiles";
import { environmentFile, processMarker } from "./environment";
import { installGateway } from "./install";
import { isLaunchedAs, launch, runningGateway, stopGateway } from "./launch";
import { claim } from "./owner";
import { fetchPlugins } from "./pluginPackage";
import { installPlugins } from "./plugins";
import { makePrivateDir, readIfThere, writePrivateFile } from "./privateFile";
import { listenerOn, processesWith } from "./processes";
import { waitUntilReady } from "./ready";
import type { LocalGatewaySpec } from "./spec";

/** What is there of a bot on this machine. */
export interface LocalGatewayState {
  readonly running: boolean;
  /** Names the bot's state directory, or undefined when it is gone. */
  readonly dataId: string | undefined;
}

/** Looks at a bot without touching it. */
export function inspectGateway(dataDir: string): LocalGatewayState {
  const files = botFiles(dataDir);
  return { running: runningGateway(files) !== undefined, dataId: readIfThere(files.dataId) };
}

/**
 * Makes the Gateway run as `spec` says: installs it, makes the bot's folder, seeds its config, starts it and proves that it answers. A
 * Gateway that already runs so is left alone; one that runs otherwise is started again.
 *
 * @param seed text of the config file of a new bot; an existing file is never touched
 * @param log told what is being done, and how long it usually takes
 * @param formerly name that the bot's resource had before
 * @returns the id of the bot's state directory
 * @throws MolthubError `foreign-data`, `other-machine`, `port-in-use`, `gateway-exited`, `not-ready`, `install-failed`,
 * `plugin-refused`
 */
export async function ensureRunning(spec: LocalGatewaySpec, seed: string, log: (line: string) => void, formerly?: string): Promise<{ dataId: string }> {
  const files = botFiles(spec.dataDir);
  makePrivateDir(files.dataDir);
  claim(files, spec, formerly);
  const known = readIfThere(files.dataId);
  if (known !== undefined && runningGateway(files) !== undefined && isLaunchedAs(spec, files)) {
    await waitUntilReady(spec, files, log);
    return { dataId: known };
  }
  // All that can be refused is refused before a running gateway is stopped.
  requireFreePort(spec, files);
  const environment = environmentFile(spec.environment, spec.bot);
  const installation = await installGateway(spec.release, log);
  const packages = await fetchPlugins(spec.plugins, installation.node, log);
  await stopGateway(files);
  const dataId = prepare(files, seed);
  await installPlugins(spec, files, installation, packages, log);
  log(`bot ${spec.bot}: starting its gateway (usually 15 to 60 s)`);
  launch(spec, files, environment, installation);
  await stoppedUnless(files, waitUntilReady(spec, files, log));
  return { dataId };
}

/** A start that failed leaves no process behind: nothing would know of it. */
async function stoppedUnless(files: BotFiles, ready: Promise<void>): Promise<void> {
  try {
    await ready;
  } catch (error) {
    await stopGateway(files);
    throw error;
  }
}

function prepare(files: BotFiles, seed: string): string {
  makePrivateDir(files.home);
  makePrivateDir(files.stateDir);
  if (readIfThere(files.config) === undefined) writePrivateFile(files.config, seed);
  const known = readIfThere(files.dataId);
  if (known !== undefined) return known;
  const dataId = randomUUID();
  writePrivateFile(files.dataId, dataId);
  return dataId;
}

function requireFreePort(spec: LocalGatewaySpec, files: BotFiles): void {
  const listener = listenerOn(spec.port, processesWith(processMarker, files.dataDir));
  if (listener !== undefined) {
    throw new MolthubError("port-in-use", `bot ${spec.bot}: port ${String(spec.port)} is taken by ${listener}. Stop it, or give the bot another \`port:\`.`);
  }
}
