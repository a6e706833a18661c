import { valid } from "semver";
import { MolthubError } from "../errors";
import { channelsOf } from "./channels";
import type { Path } from "./document";
import { memberOf, type OpenDocument } from "./openDocument";
import type { Problem } from "./problems";
import { releaseTable, type ChannelPlugin } from "./releases";
import type { GatewayRelease } from "./versions";

/** One version of a plugin, and the bytes that it is. */
export interface PluginPin {
  /** npm package. */
  readonly package: string;
  readonly version: string;
  /** Of the package's tarball, as `sha512-…`. */
  readonly integrity: string;
}

/** The plugins of a bot, by id. */
export type PluginPins = Readonly<Record<string, PluginPin>>;

/** A plugin as a program says it; its package may be left out. */
export type DeclaredPlugin = Partial<PluginPin>;

/**
 * The plugins that were declared, each pinned to one version and to its bytes.
 *
 * @param declared by id
 * @param where names the bot in the message, as in `bot alice`
 * @throws MolthubError `invalid-plugin`, with the command that tells what is missing
 */
export function pinnedPlugins(declared: Readonly<Record<string, DeclaredPlugin>>, release: GatewayRelease, where: string): PluginPins {
  const ids = Object.keys(declared).sort();
  if (release.package === "clawdbot" && ids.length > 0) {
    throw invalid(`${where}: plugins`, "Clawdbot brings its channels itself, and Molthub installs nothing into it. Remove it; what its document says of plugins belongs into a layer.");
  }
  return Object.fromEntries(ids.map((id) => [id, pinned(id, declared[id] ?? {}, release, `${where}: plugins.${id}`)]));
}

function pinned(id: string, plugin: DeclaredPlugin, release: GatewayRelease, where: string): PluginPin {
  // They become names of folders and words of commands.
  if (!/^[a-z0-9][a-z0-9._-]{0,100}$/i.test(id)) throw invalid(where, "this is not the id of a plugin. Use the `id` of its openclaw.plugin.json, as in `slack`.");
  const name = plugin.package ?? `@openclaw/${id}`;
  if (!/^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/.test(name)) throw invalid(where, `package: ${JSON.stringify(name)} is not the name of an npm package. Give the name alone, as in "@openclaw/slack"; its version goes into \`version\`.`);
  const { version, integrity } = plugin;
  if (version === undefined || valid(version) !== version) {
    const said = version === undefined ? "is missing" : `${JSON.stringify(version)} is not one exact version`;
    const official = name.startsWith("@openclaw/") ? ` Plugins of OpenClaw's own have the version of the gateway: "${release.version}".` : ` \`npm view ${name} version\` tells the newest.`;
    throw invalid(where, `version: ${said}. A range or a tag would let the registry decide what the bot runs.${official}`);
  }
  if (integrity === undefined || !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity)) {
    throw invalid(where, `integrity: ${integrity === undefined ? "is missing" : "is not a sha512 digest as npm writes it"}. Look it up and write it down: npm view ${name}@${version} dist.integrity`);
  }
  return { package: name, version, integrity };
}

/**
 * Channels of a document that no plugin of the bot brings. A Gateway that starts with one looks for its plugin in npm, for a minute and more
 * where there is no network, takes what version it finds, and where it finds none is there without the channel, and well as far as its
 * health says (openclaw 2026.9.6).
 */
export function channelsWithoutPlugin(document: OpenDocument, plugins: PluginPins, release: GatewayRelease): string[] {
  const { bundledChannels = [], channelPlugins = {} } = releaseTable(release) ?? {};
  const known = new Set(Object.values(channelPlugins).map(({ id }) => id));
  // What channels a plugin brings that the Gateway does not know of, only its package says.
  const stranger = Object.keys(plugins).some((id) => !known.has(id));
  return channelsOf(document).filter((channel) => {
    const plugin = channelPlugins[channel];
    return !bundledChannels.includes(channel) && (plugin === undefined ? !stranger : plugins[plugin.id] === undefined);
  });
}

/** The channels that would be missing from a bot although its document has them, each as a problem with its remedy. */
export function missingPlugins(document: OpenDocument, plugins: PluginPins, release: GatewayRelease): Problem[] {
  const channelPlugins = releaseTable(release)?.channelPlugins ?? {};
  const absent = channelsWithoutPlugin(document, plugins, release);
  return [
    ...absent.map((channel) => ({ path: ["channels", channel], what: missingPlugin(channelPlugins[channel], release) })),
    ...channelsOf(document).flatMap((channel) => {
      const id = channelPlugins[channel]?.id;
      return id === undefined || absent.includes(channel) ? [] : keptOut(document, id).map((path) => ({ path, what: `keeps plugin ${id} from loading, and channels.${channel} needs it. Let it load, or set channels.${channel}.enabled to false.` }));
    }),
  ];
}

/** The places of a document that keep a plugin from loading (openclaw 2026.9.6). */
function keptOut(document: OpenDocument, id: string): Path[] {
  const plugins = memberOf(document, "plugins");
  const [allow, deny] = [memberOf(plugins, "allow"), memberOf(plugins, "deny")];
  const switched = memberOf(memberOf(memberOf(plugins, "entries"), id), "enabled");
  return [
    ...(memberOf(plugins, "enabled") === false ? [["plugins", "enabled"]] : []),
    ...(Array.isArray(allow) && allow.length > 0 && !allow.includes(id) ? [["plugins", "allow"]] : []),
    ...(Array.isArray(deny) && deny.includes(id) ? [["plugins", "deny"]] : []),
    ...(switched === false ? [["plugins", "entries", id, "enabled"]] : []),
  ];
}

function missingPlugin(plugin: ChannelPlugin | undefined, release: GatewayRelease): string {
  const what = `needs a plugin that ${release.package} ${release.version} does not bring`;
  if (plugin === undefined) return `${what} and does not know. Name it: \`plugins: { "<id>": { package, version, integrity } }\`.`;
  const { id, package: name } = plugin;
  const official = name === `@openclaw/${id}`;
  const version = official ? release.version : "<version>";
  const args = `${JSON.stringify(id)}: { ${official ? "" : `package: ${JSON.stringify(name)}, `}version: ${JSON.stringify(version)}, integrity: "sha512-…" }`;
  return `${what}. Add \`plugins: { ${args} }\` with what this prints: npm view ${name}@${version} dist.integrity. Without the plugin the channel would be missing, and the bot would look well.`;
}

function invalid(where: string, what: string): MolthubError {
  return new MolthubError("invalid-plugin", `${where}: ${what}`);
}
