import { execa } from "execa";
import type { GatewayInstallation } from "../../sdk/hosts/local";

/** Without it, any command fetches the plugin of a configured channel from npm first (openclaw 2026.9.6). */
export const offline = { npm_config_offline: "true" };

/** What a command of the Gateway's own program answers with `--json`. */
export async function askCli({ node, entry }: GatewayInstallation, env: Readonly<Record<string, string>>, command: readonly string[]): Promise<unknown> {
  const { stdout, stderr } = await execa(node, [entry, ...command, "--json"], { env: { ...env, ...offline }, extendEnv: false, reject: false, stdin: "ignore" });
  const begin = stdout.indexOf("{");
  if (begin === -1) throw new Error(`${command.join(" ")} answered nothing:\n${stderr}`);
  return JSON.parse(stdout.slice(begin)) as unknown;
}
