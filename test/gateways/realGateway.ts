import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GatewayRelease } from "../../sdk/config";
import { Deadline } from "../../sdk/deadline";
import { messageOf } from "../../sdk/errors";
import { loopbackEndpoint } from "../../sdk/gateway";
import type { Endpoint } from "../../sdk/gateway";
import { freePort } from "../../scripts/freePort.mts";
import { launchGateway, makeGatewayFiles, type GatewayLaunch } from "../../scripts/gateways/launch.mts";
import { productOf } from "../../scripts/gateways/product.mts";
import { installRelease } from "./install";
import { keepLogs } from "./keepLogs";
import { minimalConfigOf } from "./minimalConfig";
import { untilReady } from "./ready";

export { minimalClawdbotConfig, minimalConfig } from "./minimalConfig";

/** What a test may decide about its gateway. */
export interface RealGatewayOptions {
  /** OpenClaw 2026.9.6 by default; also Clawdbot 2026.1.24-3. */
  readonly release?: GatewayRelease;
  /** Top-level keys put over {@link minimalConfig} or {@link minimalClawdbotConfig}. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** False: return as soon as the process runs, minutes before it answers. Default true: return when it is ready. */
  readonly waitUntilReady?: boolean;
}

/** A gateway of one test file: a real one in a temporary folder. */
export interface RealGateway {
  readonly release: GatewayRelease;
  readonly endpoint: Endpoint;
  readonly token: string;
  readonly stateDir: string;
  readonly configPath: string;
  /** Of the process that was started last. */
  readonly pid: number;
  /** What its processes printed so far. */
  log(): string;
  /** How the process that was started last has ended, "code 1" or "signal SIGKILL"; undefined while it runs. */
  end(): string | undefined;
  /** Sends a signal to the gateway and its helper processes: SIGSTOP makes it silent, SIGCONT lets it go on. */
  signal(name: NodeJS.Signals): void;
  /** Ends the process at once, as a crash would; the folder stays until `stop`. */
  kill(): Promise<void>;
  /** Starts an ended gateway again: same folder, port, token and environment. Waits as the start did. */
  restart(): Promise<void>;
  /** Ends the whole process group and deletes the folder. With the name of a failed test, its logs go to `.test-logs/<name>/` first. */
  stop(failedTest?: string): Promise<void>;
}

/**
 * Installs (once per machine) and starts a real gateway. OpenClaw takes 15 to 60 s and 0.7 to 1 GB of memory, Clawdbot 5 to 10 s and
 * 0.3 GB: one a test file.
 *
 * @example
 * const gateway = await startRealGateway();
 * afterAll(() => gateway.stop());
 */
export async function startRealGateway(options: RealGatewayOptions = {}): Promise<RealGateway> {
  const { release = { package: "openclaw", version: "2026.9.6" }, config, env = {}, waitUntilReady = true } = options;
  const product = productOf(release.package);
  const { node, entry } = await installRelease(release);
  const files = makeGatewayFiles(product, "molthub-gateway-");
  const launch: GatewayLaunch = { product, files, node, entry, port: await freePort(), token: randomBytes(16).toString("hex"), env };
  writeFileSync(files.config, JSON.stringify({ ...minimalConfigOf(release), ...config }));
  const begin = { release, endpoint: loopbackEndpoint(launch.port), token: launch.token };
  let running = launchGateway(launch);
  const ready = async (): Promise<void> => {
    if (waitUntilReady) await untilReady({ ...begin, end: () => running.end() });
  };
  const gateway: RealGateway = {
    ...begin,
    stateDir: files.stateDir,
    configPath: files.config,
    get pid() {
      return running.pid;
    },
    log: () => readFileSync(files.consoleLog, "utf8"),
    end: () => running.end(),
    signal: (name) => running.signal(name),
    async kill() {
      running.signal("SIGKILL");
      await running.ended;
    },
    async restart() {
      if (running.end() === undefined) throw new Error("the gateway still runs: kill it first");
      running = launchGateway(launch);
      await ready();
    },
    async stop(failedTest) {
      running.signal("SIGTERM");
      // One that was stopped by a signal takes no other before.
      running.signal("SIGCONT");
      await Deadline.after(10_000, "the gateway to stop").race(running.ended).catch(() => undefined);
      await gateway.kill();
      if (failedTest !== undefined) keepLogs(failedTest, [files.consoleLog, join(files.stateDir, "gateway.log")]);
      rmSync(files.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
  try {
    await ready();
  } catch (error) {
    const log = gateway.log();
    await gateway.stop();
    throw new Error(`the gateway did not become ready: ${messageOf(error)}; its log:\n${log}`, { cause: error });
  }
  return gateway;
}
