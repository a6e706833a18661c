import { MolthubError } from "../errors";
import { dialectOf, packageSpeaking, type GatewayHello } from "../gateway";
import type { ConfigChange, GatewayPaths } from "./change";

/**
 * Refuses to write to a Gateway that is not the one the program means: of another product line or release.
 *
 * @throws MolthubError `wrong-release`: nothing was written
 */
export function requireRelease({ protocol, version }: GatewayHello, { bot, release }: Pick<ConfigChange, "bot" | "release">): void {
  const speaks = protocol === dialectOf(release).protocol;
  // Clawdbot does not tell its version when it is connected to.
  if (speaks && (version === release.version || version === "dev")) return;
  const runs = speaks ? `${release.package} ${version}` : (packageSpeaking(protocol) ?? `a gateway of protocol ${String(protocol)}`);
  throw new MolthubError("wrong-release", `bot ${bot}: its gateway is ${runs}, and the program says ${release.package} ${release.version}. Nothing was written. Say what the bot runs, as in gateway: { package, version }, so that the change is planned for that release.`);
}

/** How the places of a Gateway differ from where the program says that they are; undefined when they do not. */
export function pathMismatch(paths: GatewayPaths | undefined, configPath: string, stateDir: string | undefined): string | undefined {
  if (paths?.configPath !== undefined && paths.configPath !== configPath) return `its gateway runs with the config ${configPath}, not with ${paths.configPath}`;
  if (paths?.stateDir !== undefined && stateDir !== undefined && paths.stateDir !== stateDir) return `its gateway runs with the state directory ${stateDir}, not with ${paths.stateDir}`;
  return undefined;
}

/**
 * Refuses to write to a Gateway that keeps its things elsewhere: somebody started another one at this address.
 *
 * @throws MolthubError `path-mismatch`: nothing was written
 */
export function requirePaths(configPath: string, { stateDir }: { readonly stateDir?: string | undefined }, { bot, paths }: ConfigChange): void {
  const mismatch = pathMismatch(paths, configPath, stateDir);
  if (mismatch === undefined) return;
  throw new MolthubError("path-mismatch", `bot ${bot}: ${mismatch}. Nothing was written: it would change another bot. End the process that listens there, or correct configPath and stateDir of an external bot, and run "pulumi up" again; molthub doctor ${bot} tells more.`);
}
