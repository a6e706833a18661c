import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { installOnce } from "../../sdk/hosts/cache/installOnce.cjs";
import { ensureNode } from "../../sdk/hosts/cache/node.cjs";
import { npmInstall } from "../../sdk/hosts/cache/npmInstall.cjs";
import type { GatewayRelease } from "../../sdk/config/versions.ts";
import { freePort } from "../freePort.mts";
import { gatewayEnvironment, launchGateway, makeGatewayFiles, type GatewayLaunch } from "../gateways/launch.mts";
import { productOf } from "../gateways/product.mts";
import { captureConfig } from "./config.mts";

/** A Gateway that runs for a capture, with data of its own in a temporary folder. */
export interface CaptureGateway {
  readonly address: string;
  readonly token: string;
  /** Where its package is installed. */
  readonly packageDir: string;
  /** Runs the Gateway's own command line against it, and gives what it prints. */
  command(args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Installs a release into the cache as npm resolves it today, and starts it on loopback. */
export async function startGateway(release: GatewayRelease, log: (line: string) => void): Promise<CaptureGateway> {
  const product = productOf(release.package);
  const node = await ensureNode(log);
  const installed = await installOnce({
    key: `capture-${release.package}-${release.version}`,
    what: `Installing ${release.package} ${release.version}`,
    usually: "1 to 2 minutes",
    log,
    make: async (staging) => {
      writeFileSync(path.join(staging, "package.json"), JSON.stringify({ private: true, dependencies: { [release.package]: release.version }, overrides: product.overrides }));
      await npmInstall(staging, node);
    },
  });
  const files = makeGatewayFiles(product, "molthub-capture-");
  const packageDir = path.join(installed, "node_modules", release.package);
  const entry = path.join(packageDir, product.program);
  // The schema of all plugins at once takes memory.
  const launch: GatewayLaunch = { product, files, node, entry, port: await freePort(), token: randomBytes(16).toString("hex"), heapMb: 1_536 };
  writeFileSync(files.config, JSON.stringify(captureConfig(release.package, files)), { mode: 0o600 });
  const gateway = launchGateway(launch);
  return {
    address: `ws://127.0.0.1:${String(launch.port)}`,
    token: launch.token,
    packageDir,
    async command(args) {
      if (gateway.end() !== undefined) throw new Error(`the gateway ended:\n${readFileSync(files.consoleLog, "utf8").slice(-2_000)}`);
      const asked = spawn(node, [entry, ...args], { cwd: files.folder, env: gatewayEnvironment(launch), stdio: ["ignore", "pipe", "ignore"] });
      let output = "";
      asked.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
      const [code] = (await once(asked, "close")) as [number | null];
      if (code !== 0) throw new Error(`${release.package} ${args.join(" ")} failed`);
      return output;
    },
    async stop() {
      gateway.signal("SIGKILL");
      await gateway.ended;
      rmSync(files.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
