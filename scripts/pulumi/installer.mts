import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { cacheDir } from "../../sdk/hosts/cache/cacheDir.cjs";
import { installOnce } from "../../sdk/hosts/cache/installOnce.cjs";
import { INSTALLED_VERSION, type Log, type PulumiCli } from "./cli.mts";

const KEY = `pulumi-${INSTALLED_VERSION}-official-${process.platform}-${process.arch}`;
const LIMIT_S = 300;

/** The CLI that the official installer has put into the cache, if it has. */
export function cachedInstallation(): string | undefined {
  const entry = path.join(cacheDir(), KEY);
  return existsSync(entry) ? entry : undefined;
}

/** Gets the CLI by the official installer, as Pulumi's own Automation API does. */
export async function installPulumi(log: Log): Promise<PulumiCli> {
  const entry = await installOnce({
    key: KEY,
    what: `Downloading Pulumi ${INSTALLED_VERSION} with the official installer`,
    usually: "10 to 60 s",
    make: runInstaller,
    log,
  });
  return { command: path.join(entry, "bin", "pulumi"), origin: "installed" };
}

/** In a process group of its own, because the installer is a shell script with children and offers no way to stop it. */
function runInstaller(root: string): Promise<void> {
  const script = fileURLToPath(new URL("./runInstaller.mts", import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, root, INSTALLED_VERSION], { stdio: ["ignore", "ignore", "pipe"], detached: true });
    const stop = (): void => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    };
    let output = "";
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const limit = setTimeout(() => {
      output = `it was not done within ${LIMIT_S} s`;
      stop();
    }, LIMIT_S * 1000);
    const stopAndExit = (): void => {
      stop();
      process.exit(130);
    };
    process.once("SIGINT", stopAndExit);
    process.once("SIGTERM", stopAndExit);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(limit);
      process.off("SIGINT", stopAndExit);
      process.off("SIGTERM", stopAndExit);
      if (code === 0) resolve();
      else reject(new Error(output.trim().split("\n")[0] ?? ""));
    });
  });
}
