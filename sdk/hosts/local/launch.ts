import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, openSync, renameSync } from "node:fs";
import JSON5 from "json5";
import { z } from "zod";
import { channelsWithoutPlugin, isPlainObject } from "../../config";
import { MolthubError } from "../../errors";
import type { BotFiles } from "./botFiles";
import { gatewayEnvironment, processMarker } from "./environment";
import type { GatewayInstallation } from "./install";
import { readIfThere, writePrivateFile } from "./privateFile";
import { followProcesses, isRunning, processesWith, signal, waitUntil } from "./processes";
import type { LocalGatewaySpec } from "./spec";

const launchFile = z.object({ digest: z.string(), pid: z.number().optional() });

/** The id of the bot's Gateway process, or undefined when it does not run. */
export function runningGateway(files: BotFiles): number | undefined {
  const pids = processesWith(processMarker, files.dataDir);
  const recorded = readLaunch(files)?.pid;
  if (recorded !== undefined) return pids.includes(recorded) ? recorded : undefined;
  // The folder was deleted under a running Gateway: the process that was there first is it.
  return pids[0];
}

/** True when the running Gateway was started with just what `spec` says. */
export function isLaunchedAs(spec: LocalGatewaySpec, files: BotFiles): boolean {
  return readLaunch(files)?.digest === launchDigest(spec);
}

/**
 * Starts the Gateway as a process of its own that outlives this one. The shell writes its own process id before it becomes the Gateway,
 * so there is no moment at which a Gateway runs unrecorded.
 *
 * @param environment text of the bot's environment file
 */
export function launch(spec: LocalGatewaySpec, files: BotFiles, environment: string, installation: GatewayInstallation): void {
  writePrivateFile(files.environment, environment);
  const digest = launchDigest(spec);
  writePrivateFile(files.launch, JSON.stringify({ digest }));
  if (readIfThere(files.consoleLog) !== undefined) renameSync(files.consoleLog, files.previousConsoleLog);
  const log = openSync(files.consoleLog, "a", 0o600);
  const script = `umask 077; printf '{"digest":"%s","pid":%s}' "$1" "$$" > "$0"; shift; exec "$@"`;
  const gateway = [installation.node, `--max-old-space-size=${String(spec.heapMb)}`, installation.entry, "gateway", "run"];
  try {
    spawn("/bin/sh", ["-c", script, files.launch, digest, ...gateway], {
      cwd: files.dataDir,
      env: { ...gatewayEnvironment(spec, files, installation.node), ...withoutNpm(spec, files) },
      detached: true,
      stdio: ["ignore", log, log],
    }).unref();
  } finally {
    closeSync(log);
  }
}

/**
 * Ends the bot's Gateway and all it started: asked to first, forced after `graceMs` milliseconds.
 *
 * @throws MolthubError `not-stopped`
 */
export async function stopGateway(files: BotFiles, graceMs = 20_000): Promise<void> {
  const main = runningGateway(files);
  const alive = followProcesses(processMarker, files.dataDir);
  if (main !== undefined) {
    signal([main], "SIGTERM");
    await waitUntil(() => !isRunning(main), graceMs);
  }
  if (!(await waitUntil(() => alive().length === 0, main === undefined ? 0 : 2_000))) {
    signal(alive(), "SIGKILL");
    if (!(await waitUntil(() => alive().length === 0, 10_000))) {
      throw new MolthubError("not-stopped", `the gateway in ${files.dataDir} does not end (pid ${alive().join(", ")}). Look what holds it, then try again.`);
    }
  }
}

/** A Gateway whose file, until the document is applied, has a channel of a plugin that is gone would install that plugin again itself. */
function withoutNpm({ plugins, release }: LocalGatewaySpec, files: BotFiles): Record<string, string> {
  const document = parsed(readIfThere(files.config) ?? "{}");
  return isPlainObject(document) && channelsWithoutPlugin(document, plugins, release).length > 0 ? { npm_config_offline: "true" } : {};
}

function parsed(text: string): unknown {
  try {
    return JSON5.parse(text);
  } catch {
    // The Gateway will say so.
    return undefined;
  }
}

function readLaunch(files: BotFiles): { digest: string; pid?: number | undefined } | undefined {
  const text = readIfThere(files.launch);
  if (text === undefined || text === "") return undefined;
  try {
    return launchFile.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

// The token is random, so the hash of all tells nothing about the environment secrets.
function launchDigest(spec: LocalGatewaySpec): string {
  const { release, port, token, environment, heapMb, plugins } = spec;
  // Left out where there are none: what an earlier Molthub started is not started anew for it.
  const installed = Object.entries(plugins).map(([id, pin]) => [id, pin.package, pin.version, pin.integrity].join(" ")).sort();
  const parts = [release.package, release.version, port, token, Object.entries(environment).sort(), heapMb, ...installed];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
