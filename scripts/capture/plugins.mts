import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { ChannelPlugin } from "../../sdk/config/releases/table.ts";

// Where a release keeps the plugins that are part of its package.
const bundledIn: Readonly<Record<string, string>> = { openclaw: "dist/extensions", clawdbot: "extensions" };

interface CatalogEntry {
  readonly name: string;
  readonly openclaw: { readonly channel: { readonly id: string }; readonly plugin?: { readonly id: string } };
}

interface Manifest {
  readonly id: string;
  readonly channels?: readonly string[];
}

/** The plugins that a release's own package brings, and their channels, each sorted. */
export function bundled(packageName: string, packageDir: string): { bundledChannels: string[]; bundledPlugins: string[] } {
  const folder = path.join(packageDir, bundledIn[packageName] ?? "");
  const manifests = readdirSync(folder)
    .map((plugin) => path.join(folder, plugin, `${packageName}.plugin.json`))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, "utf8")) as Manifest);
  return { bundledChannels: manifests.flatMap(({ channels = [] }) => channels).sort(), bundledPlugins: manifests.map(({ id }) => id).sort() };
}

/** The plugins that bring the other channels of which a release knows, by channel (`dist/channel-catalog.json`, openclaw 2026.9.6). */
export function channelPlugins(packageDir: string): Record<string, ChannelPlugin> {
  const catalog = path.join(packageDir, "dist/channel-catalog.json");
  if (!existsSync(catalog)) return {};
  const { entries } = JSON.parse(readFileSync(catalog, "utf8")) as { entries: CatalogEntry[] };
  const plugins = entries.map(({ name, openclaw: { channel, plugin } }) => [channel.id, { id: plugin?.id ?? channel.id, package: name }] as const);
  return Object.fromEntries(plugins.sort(([one], [other]) => (one < other ? -1 : 1)));
}
