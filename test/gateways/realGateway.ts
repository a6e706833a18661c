import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Deadline } from "../../sdk/deadline";
import { loopbackEndpoint } from "../../sdk/gateway";
import type { Endpoint } from "../../sdk/gateway";
import { installGateway } from "../../sdk/hosts/local";
import { freePort } from "../freePort";

/** What a test may decide about its gateway. */
export interface RealGatewayOptions {
  /** Top-level keys put over {@link minimalConfig}. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** False: return as soon as the process runs, minutes before it answers. Default true: return when /readyz says so. */
  readonly waitUntilReady?: boolean;
}

/** A gateway of one test file: a real OpenClaw 2026.9.6 in a temporary folder. */
export interface RealGateway {
  readonly endpoint: Endpoint;
  readonly token: string;
  readonly stateDir: string;
  readonly configPath: string;
  readonly pid: number;
  /** What the process printed so far. */
  log(): string;
  /** Ends the process at once, as a crash would; the folder stays until `stop`. */
  kill(): Promise<void>;
  /** Ends the whole process group and deletes the folder. With the name of a failed test, its logs go to `.test-logs/<name>/` first. */
  stop(failedTest?: string): Promise<void>;
}

/** The smallest document with which a gateway starts; port and token come by its environment. */
export const minimalConfig = {
  gateway: { mode: "local", bind: "loopback", auth: { mode: "token" } },
  agents: { defaults: { workspace: "${OPENCLAW_STATE_DIR}/workspace" } },
  logging: { file: "${OPENCLAW_STATE_DIR}/gateway.log" },
  update: { checkOnStart: false },
};

/**
 * Installs (once per machine) and starts a real gateway. 15 to 60 s, 0.7 to 1 GB of memory: one a test file.
 *
 * @example
 * const gateway = await startRealGateway();
 * afterAll(() => gateway.stop());
 */
export async function startRealGateway(options: RealGatewayOptions = {}): Promise<RealGateway> {
  const { node, entry } = await installGateway({ package: "openclaw", version: "2026.9.6" }, () => undefined);
  const folder = mkdtempSync(join(tmpdir(), "molthub-gateway-"));
  const [home, stateDir, configPath, logPath] = ["home", "state", "openclaw.json", "log"].map((name) => join(folder, name)) as [string, string, string, string];
  mkdirSync(home);
  mkdirSync(stateDir);
  writeFileSync(configPath, JSON.stringify({ ...minimalConfig, ...options.config }));
  const port = await freePort();
  const token = randomBytes(16).toString("hex");
  // A group of its own: the gateway has helper processes, and all of them must go.
  const child = spawn("/bin/sh", ["-c", `exec "$@" > "$0" 2>&1`, logPath, node, "--max-old-space-size=512", entry, "gateway", "run"], {
    cwd: folder,
    detached: true,
    stdio: "ignore",
    env: {
      PATH: [dirname(node), "/usr/bin", "/bin"].join(delimiter),
      HOME: home,
      OPENCLAW_STATE_DIR: stateDir,
      OPENCLAW_CONFIG_PATH: configPath,
      OPENCLAW_GATEWAY_PORT: String(port),
      OPENCLAW_GATEWAY_TOKEN: token,
      OPENCLAW_NO_AUTO_UPDATE: "1",
      OPENCLAW_DISABLE_BONJOUR: "1",
      OPENCLAW_NO_RESPAWN: "1",
      ...options.env,
    },
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error("the gateway did not start");
  const exited = once(child, "exit");
  const killGroup = (): void => signalGroup(pid, "SIGKILL");
  // Also when the test run itself is cut short.
  process.once("exit", killGroup);
  const gateway: RealGateway = {
    endpoint: loopbackEndpoint(port),
    token,
    stateDir,
    configPath,
    pid,
    log: () => readFileSync(logPath, "utf8"),
    async kill() {
      killGroup();
      await exited;
    },
    async stop(failedTest) {
      signalGroup(pid, "SIGTERM");
      await Deadline.after(10_000, "the gateway to stop").race(exited).catch(() => undefined);
      killGroup();
      process.off("exit", killGroup);
      if (failedTest !== undefined) keepLogs(failedTest, [logPath, join(stateDir, "gateway.log")]);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
  if (options.waitUntilReady === false) return gateway;
  try {
    await untilReady(port, () => child.exitCode);
  } catch (error) {
    const log = gateway.log();
    await gateway.stop();
    throw new Error(`the gateway did not become ready; its log:\n${log}`, { cause: error });
  }
  return gateway;
}

async function untilReady(port: number, exitCode: () => number | null): Promise<void> {
  const deadline = Deadline.after(300_000, "the gateway to become ready");
  while (!(await isReady(port))) {
    if (exitCode() !== null) throw new Error(`it exited with code ${exitCode()}`);
    await deadline.sleep(500);
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2_000) });
    return ((await response.json()) as { ready?: unknown }).ready === true;
  } catch {
    return false;
  }
}


function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

function keepLogs(test: string, paths: readonly string[]): void {
  const folder = join(".test-logs", test.replaceAll(/[^\w.-]+/g, "-"));
  mkdirSync(folder, { recursive: true });
  paths.forEach((path, index) => {
    try {
      cpSync(path, join(folder, `${index}-${path.endsWith("gateway.log") ? "gateway" : "console"}.log`));
    } catch {
      // A gateway that died early has no log of its own.
    }
  });
}
