import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import semver from "semver";
import { cacheDir } from "../../sdk/hosts/cache/cacheDir.cjs";
import { OLDEST_VERSION, type Log, type PulumiCli } from "./cli.mts";

/** The CLI that the user has on PATH, when it is new enough. */
export async function pulumiOnPath(log: Log): Promise<PulumiCli | undefined> {
  const command = findOnPath("pulumi", process.env["PATH"] ?? "");
  if (command === undefined) return undefined;
  const version = await versionOf(command);
  if (version !== undefined && semver.gte(version, OLDEST_VERSION)) {
    log(`Using Pulumi ${version} from PATH (${command}).`);
    return { command, origin: "path" };
  }
  log(`Not using ${command}: ${version === undefined ? "`pulumi version` does not work there" : `it is ${version}`}, and ${OLDEST_VERSION} or newer is needed.`);
  return undefined;
}

/** The first such program on PATH that is not one of our own, which an outer run has put there. */
function findOnPath(name: string, searchPath: string): string | undefined {
  return searchPath
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, name))
    .find((file) => isExecutable(file) && !realpathSync(file).startsWith(cacheDir() + path.sep));
}

async function versionOf(command: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(command, ["version"], { timeout: 30_000, env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" } });
    return semver.parse(stdout.trim())?.version;
  } catch {
    return undefined;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
