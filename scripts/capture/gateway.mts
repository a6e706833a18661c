import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { installOnce } from "../../sdk/hosts/cache/installOnce.cjs";
import { ensureNode } from "../../sdk/hosts/cache/node.cjs";
import { npmInstall } from "../../sdk/hosts/cache/npmInstall.cjs";
import type { GatewayRelease } from "../../sdk/config/versions.ts";
import { productOf } from "./product.mts";

/** A Gateway that runs for a capture, with data of its own in a temporary folder. */
export interface CaptureGateway {
  readonly address: string;
  readonly token: string;
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
  const program = path.join(installed, "node_modules", release.package, product.program);
  const folder = mkdtempSync(path.join(tmpdir(), "molthub-capture-"));
  for (const name of ["home", "state"]) mkdirSync(path.join(folder, name));
  const port = await freePort();
  const token = randomBytes(16).toString("hex");
  const config = { gateway: { mode: "local", bind: "loopback", port, auth: { mode: "token", token } }, agents: { defaults: { workspace: path.join(folder, "workspace") } }, logging: { file: path.join(folder, "gateway.log") }, ...product.config };
  writeFileSync(path.join(folder, product.configFile), JSON.stringify(config), { mode: 0o600 });
  const own = { STATE_DIR: path.join(folder, "state"), CONFIG_PATH: path.join(folder, product.configFile), DISABLE_BONJOUR: "1", NO_RESPAWN: "1", SKIP_CHANNELS: "1", NO_AUTO_UPDATE: "1", GATEWAY_TOKEN: token };
  const env = {
    PATH: [path.dirname(node), "/usr/bin", "/bin"].join(path.delimiter),
    HOME: path.join(folder, "home"),
    ...Object.fromEntries(Object.entries(own).map(([name, value]) => [`${product.prefix}_${name}`, value])),
  };
  const gateway = spawn("/bin/sh", ["-c", `exec "$@" > "$0" 2>&1`, path.join(folder, "console.log"), node, "--max-old-space-size=768", program, ...product.run], { cwd: folder, env, stdio: "ignore", detached: true });
  const exited = once(gateway, "exit");
  const killAll = (): void => {
    try {
      if (gateway.pid !== undefined) process.kill(-gateway.pid, "SIGKILL");
    } catch {
      // It is gone already.
    }
  };
  process.once("exit", killAll);
  return {
    address: `ws://127.0.0.1:${String(port)}`,
    token,
    async command(args) {
      if (gateway.exitCode !== null) throw new Error(`the gateway ended:\n${readFileSync(path.join(folder, "console.log"), "utf8").slice(-2_000)}`);
      const asked = spawn(node, [program, ...args], { cwd: folder, env, stdio: ["ignore", "pipe", "ignore"] });
      let output = "";
      asked.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
      const [code] = (await once(asked, "close")) as [number | null];
      if (code !== 0) throw new Error(`${release.package} ${args.join(" ")} failed`);
      return output;
    },
    async stop() {
      killAll();
      await exited;
      process.off("exit", killAll);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
