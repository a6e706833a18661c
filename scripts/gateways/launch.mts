import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Product } from "./product.mts";

/** Where the files of a Gateway are that runs for a test or a capture; all below one temporary folder. */
export interface GatewayFiles {
  readonly folder: string;
  readonly home: string;
  readonly stateDir: string;
  readonly config: string;
  /** What the process prints. */
  readonly consoleLog: string;
}

/** What a Gateway is started with. */
export interface GatewayLaunch {
  readonly product: Product;
  readonly files: GatewayFiles;
  /** Path of the Node that runs it. */
  readonly node: string;
  /** Path of the Gateway's program. */
  readonly entry: string;
  readonly port: number;
  readonly token: string;
  /** Variables beside, or instead of, those that it always has. */
  readonly env?: Readonly<Record<string, string>>;
  /** Limit of the JavaScript heap in MiB. Default: that of the product. */
  readonly heapMb?: number;
}

/** A Gateway and the helper processes that it started. */
export interface GatewayProcess {
  readonly pid: number;
  /** Settles when the Gateway has ended. */
  readonly ended: Promise<void>;
  /** How it ended, "code 1" or "signal SIGABRT"; undefined while it runs. */
  end(): string | undefined;
  /** Sends a signal to all of them. */
  signal(name: NodeJS.Signals): void;
}

/** Makes the folder of a Gateway. */
export function makeGatewayFiles(product: Product, prefix: string): GatewayFiles {
  const folder = mkdtempSync(path.join(tmpdir(), prefix));
  const [home, stateDir] = ["home", "state"].map((name) => path.join(folder, name)) as [string, string];
  for (const dir of [home, stateDir]) mkdirSync(dir);
  return { folder, home, stateDir, config: path.join(folder, product.configFile), consoleLog: path.join(folder, "console.log") };
}

/** The whole environment of a Gateway and of its command line; port and token come by it. */
export function gatewayEnvironment({ product, files, node, port, token, env }: GatewayLaunch): Record<string, string> {
  const own = {
    STATE_DIR: files.stateDir,
    CONFIG_PATH: files.config,
    GATEWAY_PORT: String(port),
    GATEWAY_TOKEN: token,
    NO_AUTO_UPDATE: "1",
    DISABLE_BONJOUR: "1",
    // A restart stays in the process that was started.
    NO_RESPAWN: "1",
    ...product.env,
  };
  return {
    PATH: [path.dirname(node), "/usr/bin", "/bin"].join(path.delimiter),
    HOME: files.home,
    ...Object.fromEntries(Object.entries(own).map(([name, value]) => [`${product.prefix}_${name}`, value])),
    ...env,
  };
}

// The shell leaves a watcher in the group: it ends all of it once the pipe, whose other end is ours, is gone. Whatever ends a run of tests
// before its time, a signal included, leaves no Gateway behind.
const script = `(read -r _; kill -KILL 0) <&3 & exec "$@" >> "$0" 2>&1 3<&-`;

/** Starts a Gateway in the foreground. It goes when this process goes, however that ends. */
export function launchGateway(launch: GatewayLaunch): GatewayProcess {
  const { product, files, node, entry, heapMb = product.heapMb } = launch;
  const command = [node, `--max-old-space-size=${String(heapMb)}`, entry, ...product.run];
  // A group of its own: the Gateway has helper processes, and all of them must go.
  const child = spawn("/bin/sh", ["-c", script, files.consoleLog, ...command], { cwd: files.folder, env: gatewayEnvironment(launch), stdio: ["ignore", "ignore", "ignore", "pipe"], detached: true });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command.join(" ")} did not start`);
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-pid, name);
    } catch {
      // The group is gone already.
    }
  };
  const ended = once(child, "exit").then(() => signal("SIGKILL"));
  return { pid, ended, end: () => endOf(child), signal };
}

function endOf({ exitCode, signalCode }: { exitCode: number | null; signalCode: NodeJS.Signals | null }): string | undefined {
  if (signalCode !== null) return `signal ${signalCode}`;
  return exitCode === null ? undefined : `code ${String(exitCode)}`;
}
