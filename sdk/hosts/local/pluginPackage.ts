import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import type { PluginPin, PluginPins } from "../../config";
import { messageOf, MolthubError } from "../../errors";
import { installOnce } from "../cache/installOnce.cjs";
import { npmPack } from "../cache/npmInstall.cjs";

/** The package of a plugin, whose bytes are those that were pinned. */
export interface PluginPackage {
  readonly id: string;
  readonly pin: PluginPin;
  readonly tarball: Buffer;
  /** Its package.json. */
  readonly manifest: Readonly<Record<string, unknown>>;
}

const dependencies = z.record(z.string(), z.string()).default({});

const packageJson = z.looseObject({
  name: z.string(),
  version: z.string(),
  dependencies,
  optionalDependencies: dependencies,
  bundledDependencies: z.union([z.array(z.string()), z.boolean()]).optional(),
  bundleDependencies: z.union([z.array(z.string()), z.boolean()]).optional(),
});

/**
 * Downloads the packages of plugins into the cache, once for all bots of this user, and makes sure of them before anything of them runs:
 * the bytes are those that were pinned, they hold the plugin of that id, and all its dependencies, so that the one digest covers all
 * that the bot will run of it.
 *
 * @throws MolthubError `plugin-refused`
 */
export async function fetchPlugins(plugins: PluginPins, node: string, log: (line: string) => void): Promise<PluginPackage[]> {
  const packages: PluginPackage[] = [];
  for (const [id, pin] of Object.entries(plugins)) packages.push(await fetchPlugin(id, pin, node, log));
  return packages;
}

async function fetchPlugin(id: string, pin: PluginPin, node: string, log: (line: string) => void): Promise<PluginPackage> {
  const spec = `${pin.package}@${pin.version}`;
  const digest = createHash("sha256").update(pin.integrity).digest("hex").slice(0, 12);
  const folder = await installOnce({
    key: `plugin-${spec.replace(/^@/, "").replace(/[@/]/g, "-")}-${digest}`,
    what: `Downloading plugin ${spec}`,
    usually: "5 to 20 s",
    log,
    make: async (staging) => {
      await npmPack(spec, staging, node);
      const [packed = ""] = readdirSync(staging).filter((file) => file.endsWith(".tgz"));
      requirePinned(readFileSync(join(staging, packed)), spec, pin);
      renameSync(join(staging, packed), join(staging, "package.tgz"));
    },
  });
  const file = join(folder, "package.tgz");
  const tarball = readFileSync(file);
  // Looked at anew for every bot: what lies in the cache could have been changed since.
  if (integrityOf(tarball) !== pin.integrity) throw refused(spec, `its copy in ${folder} was changed after it was verified. Find out by whom, delete it, and run the same again.`);
  const manifest = requireSelfContained(await jsonIn(file, "package.json", spec), spec, pin);
  const { id: found } = z.looseObject({ id: z.string() }).parse(await jsonIn(file, "openclaw.plugin.json", spec));
  if (found !== id) throw refused(spec, `it holds the plugin ${JSON.stringify(found)}, not ${JSON.stringify(id)}. Write \`plugins: { ${JSON.stringify(found)}: … }\`.`);
  return { id, pin, tarball, manifest };
}

function integrityOf(bytes: Buffer): string {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}

function requirePinned(tarball: Buffer, spec: string, { integrity }: PluginPin): void {
  const found = integrityOf(tarball);
  if (found === integrity) return;
  throw refused(spec, `its bytes are not those that were pinned: integrity is ${found}, pinned is ${integrity}. Nothing of it was run. If the pin is a mistake, \`npm view ${spec} dist.integrity\` tells what the registry publishes; otherwise find out what serves your packages.`);
}

function requireSelfContained(json: unknown, spec: string, pin: PluginPin): Readonly<Record<string, unknown>> {
  const manifest = packageJson.parse(json);
  if (manifest.name !== pin.package || manifest.version !== pin.version) throw refused(spec, `its package.json says that it is ${manifest.name}@${manifest.version}.`);
  const bundled = manifest.bundledDependencies ?? manifest.bundleDependencies ?? [];
  const loose = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).filter((name) => !(Array.isArray(bundled) ? bundled.includes(name) : bundled));
  if (loose.length === 0) return manifest;
  throw refused(spec, `it does not bring ${loose.join(", ")} with it, so its integrity would not cover all that the bot runs. Use a version of it that bundles its dependencies, or pack one: \`bundledDependencies\` in its package.json.`);
}

async function jsonIn(tarball: string, file: string, spec: string): Promise<unknown> {
  try {
    const { stdout } = await execa("tar", ["-xzOf", tarball, `package/${file}`], { stdin: "ignore" });
    return JSON.parse(stdout);
  } catch (error) {
    throw new MolthubError("plugin-refused", `plugin ${spec}: its ${file} cannot be read: is it a plugin of OpenClaw? (${messageOf(error).split("\n")[0] ?? ""})`);
  }
}

function refused(spec: string, why: string): MolthubError {
  return new MolthubError("plugin-refused", `plugin ${spec}: ${why}`);
}
