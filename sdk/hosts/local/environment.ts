import { delimiter, dirname } from "node:path";
import { requireValidEnvironment } from "../../config";
import { MolthubError } from "../../errors";
import type { BotFiles } from "./botFiles";
import type { LocalGatewaySpec } from "./spec";

/** Marks every process of a bot: the environment of a running process is the one record of it that cannot be lost. */
export const processMarker = "MOLTHUB_GATEWAY";

/**
 * The whole environment of a Gateway process: nothing is taken over from the shell that starts or heals it, so that a bot behaves the
 * same whoever ran `pulumi up`. Facts: openclaw 2026.9.6.
 */
export function gatewayEnvironment(spec: LocalGatewaySpec, files: BotFiles, node: string): Record<string, string> {
  return {
    PATH: [dirname(node), "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"].join(delimiter),
    HOME: files.home,
    LANG: "C.UTF-8",
    OPENCLAW_STATE_DIR: files.stateDir,
    OPENCLAW_CONFIG_PATH: files.config,
    OPENCLAW_GATEWAY_PORT: String(spec.port),
    OPENCLAW_GATEWAY_TOKEN: spec.token,
    // The version is pinned by the program, and a fleet does not advertise itself on the network.
    OPENCLAW_NO_AUTO_UPDATE: "1",
    OPENCLAW_DISABLE_BONJOUR: "1",
    // A restart stays in the process that we started and know.
    OPENCLAW_NO_RESPAWN: "1",
    [processMarker]: files.dataDir,
  };
}

/**
 * The text of the environment file, which the Gateway reads with dotenv at its start.
 *
 * @throws MolthubError `invalid-environment` for a name or value that the file cannot hold; the value is not told
 */
export function environmentFile(environment: Readonly<Record<string, string>>, bot: string): string {
  const names = Object.keys(environment).sort();
  requireValidEnvironment(names, bot);
  return names
    .map((name) => `${name}=${quote(name, environment[name] ?? "", bot)}\n`)
    .join("");
}

function quote(name: string, value: string, bot: string): string {
  // dotenv takes the text between single quotes or back quotes as it stands, line breaks included; but it reads a carriage return as a line
  // break, and a backslash before the closing quote as part of what follows.
  const mark = ["'", "`"].find((candidate) => !value.includes(candidate));
  if (mark !== undefined && !value.includes("\r") && !value.endsWith("\\")) return `${mark}${value}${mark}`;
  const why = mark === undefined ? "holds both a single quote and a back quote" : value.includes("\r") ? "holds a carriage return (Windows line ends?)" : "ends with a backslash";
  throw new MolthubError("invalid-environment", `bot ${bot}: env: the value of ${name} ${why}, which the bot's environment file cannot express.`);
}
