import { rmSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { join } from "node:path";
import { execa, ExecaError } from "execa";
import { z } from "zod";
import { hideShapes } from "../../config";
import { MolthubError } from "../../errors";
import type { BotFiles } from "./botFiles";
import { gatewayEnvironment, processMarker } from "./environment";
import type { GatewayInstallation } from "./install";
import type { PluginPackage } from "./pluginPackage";
import { withRegistryOf } from "./pluginRegistry";
import { makePrivateDir, readIfThere, writePrivateFile } from "./privateFile";
import type { LocalGatewaySpec } from "./spec";

const shownLines = 15;
const deadlineMs = 300_000;

// A plugin is linked to the program that it was installed by. One without a pin was begun and never finished.
const record = z.record(z.string(), z.object({ by: z.string(), pin: z.object({ package: z.string(), version: z.string(), integrity: z.string() }).optional() }));

/**
 * Makes the plugins of a stopped bot those of `spec`, by the Gateway's own command line: only what it has installed itself does it take
 * for what it is (`trusted-official` in `plugins list`; a folder put into its place is refused its store and its queues, openclaw 2026.9.6).
 * The bytes come from the cache, over a registry on loopback that has nothing else; the bot's document is not touched.
 *
 * @param packages those of the spec's plugins
 * @throws MolthubError `plugin-refused` with the Gateway's words; nothing of that plugin stays
 */
export async function installPlugins(spec: LocalGatewaySpec, files: BotFiles, installation: GatewayInstallation, packages: readonly PluginPackage[], log: (line: string) => void): Promise<void> {
  const installed = new Map(Object.entries(readRecord(files)));
  const keep = (): void => writePrivateFile(files.plugins, JSON.stringify(Object.fromEntries(installed)));
  const remove = async (id: string): Promise<void> => {
    await uninstall(spec, files, installation, id);
    installed.delete(id);
    keep();
  };
  for (const [id, { by, pin }] of [...installed]) {
    if (by === installation.entry && pin !== undefined && isDeepStrictEqual(pin, spec.plugins[id])) continue;
    log(`bot ${spec.bot}: removing plugin ${id} (usually 10 s)`);
    await remove(id);
  }
  for (const plugin of packages) {
    const { id, pin } = plugin;
    if (installed.has(id)) continue;
    log(`bot ${spec.bot}: installing plugin ${id} ${pin.version} (usually 20 to 60 s)`);
    installed.set(id, { by: installation.entry });
    keep();
    try {
      await install(spec, files, installation, plugin);
    } catch (error) {
      // Where even that fails, the record says that it was begun: the next start removes it.
      await remove(id).catch(() => undefined);
      throw error;
    }
    installed.set(id, { by: installation.entry, pin });
    keep();
  }
}

function readRecord(files: BotFiles): z.infer<typeof record> {
  const text = readIfThere(files.plugins);
  return text === undefined ? {} : record.parse(JSON.parse(text));
}

async function install(spec: LocalGatewaySpec, files: BotFiles, installation: GatewayInstallation, plugin: PluginPackage): Promise<void> {
  const { pin } = plugin;
  // Who pins its bytes has decided to trust them: nothing is left to be asked. One that the bot has put there itself gives way.
  const args = ["install", `npm:${pin.package}@${pin.version}`, "--force", "--accept-capabilities"];
  const { failed, said } = await withRegistryOf(plugin, (registry) => command(spec, files, installation, args, registry));
  if (failed) throw new MolthubError("plugin-refused", `bot ${spec.bot}: plugin ${pin.package}@${pin.version} was not installed, and the bot is stopped. ${spec.release.package} ${spec.release.version} says:\n${said}\nTake another version of it, or remove it from \`plugins:\`, and run the same again.`);
}

async function uninstall(spec: LocalGatewaySpec, files: BotFiles, installation: GatewayInstallation, id: string): Promise<void> {
  const { failed, said } = await command(spec, files, installation, ["uninstall", id, "--force"]);
  if (failed && !said.includes("not associated with a tracked package install")) {
    throw new MolthubError("plugin-refused", `bot ${spec.bot}: plugin ${id} cannot be removed, and the bot is stopped. ${spec.release.package} ${spec.release.version} says:\n${said}`);
  }
}

/** Runs a command of the Gateway's with a document of its own: what it writes of the plugin there, the bot's layers say. */
async function command(spec: LocalGatewaySpec, files: BotFiles, installation: GatewayInstallation, args: readonly string[], registry?: string): Promise<{ failed: boolean; said: string }> {
  const scratch = join(files.dataDir, "plugin-install");
  const config = join(scratch, "openclaw.json");
  rmSync(scratch, { recursive: true, force: true });
  makePrivateDir(scratch);
  writePrivateFile(config, JSON.stringify({ gateway: { mode: "local" } }));
  // It is no process of the bot's, and asks no gateway.
  const own = [processMarker, "OPENCLAW_GATEWAY_TOKEN", "OPENCLAW_GATEWAY_PORT"];
  const environment = Object.fromEntries(Object.entries(gatewayEnvironment(spec, files, installation.node)).filter(([name]) => !own.includes(name)));
  // Nothing of the bot's own settings of npm, which an agent may have written.
  const npm = { npm_config_registry: registry, npm_config_cache: join(scratch, "npm"), npm_config_userconfig: join(scratch, "npmrc"), npm_config_update_notifier: "false" };
  try {
    await execa(installation.node, [installation.entry, "plugins", ...args], {
      cwd: scratch,
      env: { ...environment, HOME: scratch, OPENCLAW_CONFIG_PATH: config, ...(registry === undefined ? { npm_config_offline: "true" } : npm) },
      extendEnv: false,
      stdin: "ignore",
      all: true,
      timeout: deadlineMs,
    });
    return { failed: false, said: "" };
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    const said = hideShapes(String(error.all ?? error.shortMessage)).trimEnd().split("\n").slice(-shownLines).join("\n");
    return { failed: true, said: error.timedOut ? `${said}\n(nothing more for ${String(deadlineMs / 60_000)} minutes)` : said };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
