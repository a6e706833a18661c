import { valid } from "semver";
import { isPlainObject, releaseTable } from "../../sdk/config";
import { isInsideInstance } from "../evidence/instancePaths";
import type { ConfigEvidence } from "../evidence/configEvidence";
import { owaspAgentic } from "../frameworks";
import { namesOption } from "../options";
import { defineRule, type Finding } from "../rule";

export const pluginPinning = defineRule({
  name: "plugin-pinning",
  severity: "high",
  description: "Every plugin of a bot is of an exact version whose content is known.",
  why: "A plugin runs inside the gateway with all its rights. A tag or a range installs another program tomorrow; a package without its digest, whatever the registry hands out.",
  remedy: "Give the plugin's exact version.",
  evidence: "Of the component: id, package, version and integrity of each plugin that Molthub installs. Of the document: plugins.load, plugins.allow, plugins.entries, plugins.slots, and what Clawdbot notes of its installs (plugins.installs, hooks.internal). Not seen: a plugin that a person installed on a bot and that no document names; 2026.9 keeps those in its own database.",
  framework: owaspAgentic("ASI04", "Agentic Supply Chain Vulnerabilities"),
  options: { plugins: namesOption([], "Ids of the plugins that bots may have. Empty: any that is pinned.") },
  begin: () => {
    const pinnedOf = new Map<string, readonly string[]>();
    return {
      bot: ({ plugins }, { plugins: allowed }, { instance }) => {
        pinnedOf.set(instance, plugins.map(({ id }) => id));
        return plugins.flatMap(({ id, version, integrity }, at) => {
          const path = ["projection", "plugins", String(at)];
          return [
            ...(valid(version) === version ? [] : [{ path: [...path, "version"], what: `is no exact version of plugin ${id}` }]),
            ...(integrity !== undefined && /^sha(512|384|256)-[A-Za-z0-9+/]+=*$/.test(integrity) ? [] : [{ path: [...path, "integrity"], what: `does not say what is in plugin ${id}`, remedy: "Give the package's integrity, as `npm view <package>@<version> dist.integrity` prints it." }]),
            ...stranger([...path, "id"], id, allowed),
          ];
        });
      },
      config: (config, { plugins: allowed }, { instance }) => [...idFindings(config, allowed, pinnedOf.get(instance)), ...pathFindings(config), ...installFindings(config, ["plugins", "installs"]), ...installFindings(config, ["hooks", "internal", "installs"])],
    };
  },
});

function stranger(path: readonly string[], id: string, allowed: readonly string[]): Finding[] {
  return allowed.length > 0 && !allowed.includes(id) ? [{ path, what: "is a plugin that is not on the list", remedy: "Remove it, or add it to the option `plugins`." }] : [];
}

/** @param pinned of the bot; undefined where its component could not be judged, which is told there */
function idFindings(config: ConfigEvidence, allowed: readonly string[], pinned: readonly string[] | undefined): Finding[] {
  const named = namedPlugins(config);
  if (named.some(({ path, id }) => path[1] === "allow" && id.includes("*"))) return [{ path: ["plugins", "allow"], what: "allows plugins by a wildcard", remedy: "Name each plugin." }];
  const known = pinned && [...pinned, ...installed(config), ...(releaseTable(config.release)?.bundledPlugins ?? [])];
  return named.flatMap(({ path, id }) => {
    const found = stranger(path, id, allowed);
    return found.length > 0 || known === undefined || known.includes(id) ? found : [unpinned(path, config)];
  });
}

/** The plugins that a document lets a Gateway load. */
function namedPlugins(config: ConfigEvidence): { readonly path: readonly string[]; readonly id: string }[] {
  const allow = (config.list("plugins", "allow") ?? []).map((id) => ({ path: ["plugins", "allow"], id }));
  const entries = config.members("plugins", "entries").filter((path) => isEnabled(config, path)).map((path) => ({ path, id: path.at(-1) ?? "" }));
  const slots = config.members("plugins", "slots").flatMap((path) => {
    const id = config.value(...path);
    return typeof id !== "string" || noPlugin.includes(id) ? [] : [{ path, id }];
  });
  return [...allow, ...entries, ...slots];
}

/** By default; not where that cannot be seen, which is told by itself. */
function isEnabled(config: ConfigEvidence, path: readonly string[]): boolean {
  const entry = config.written(...path);
  const enabled = config.value(...path, "enabled");
  return isPlainObject(entry) && (enabled === undefined ? !Object.hasOwn(entry, "enabled") : enabled !== false);
}

// What a slot holds in place of a plugin (openclaw 2026.9.6, clawdbot 2026.1.24-3).
const noPlugin = ["none", "legacy"];

/** What has its version in the document, which `installFindings` judges, or comes from the bot's own folder. */
function installed(config: ConfigEvidence): string[] {
  const noted = config.members("plugins", "installs").map((path) => path.at(-1));
  const folders = config.members("plugins", "load", "paths").map((path) => config.written(...path)).filter(isInsideInstance);
  return [...noted, ...folders.map((folder) => String(folder).split("/").at(-1))].filter((id) => id !== undefined);
}

function unpinned(path: readonly string[], { release }: ConfigEvidence): Finding {
  const remedy = release.package === "clawdbot" ? "Install it from npm by its exact version, or remove it here." : "Pin it in the bot's `plugins`, with its exact version and integrity, or remove it here.";
  return { path, what: "is a plugin that the Gateway does not bring, and nothing says which version of it runs", remedy };
}

function pathFindings(config: ConfigEvidence): Finding[] {
  const folders = [
    ["plugins", "load", "paths"],
    ["hooks", "internal", "load", "extraDirs"],
  ];
  return folders.flatMap((folder) =>
    config.members(...folder).flatMap((path) => {
      const value = config.written(...path);
      return value === undefined || isInsideInstance(value) ? [] : [{ path, what: "loads code from outside of the bot's own folder", remedy: "Install it as a package, or copy it into the bot's state directory." }];
    }),
  );
}

/** As clawdbot 2026.1.24-3 notes them; 2026.9 has none in its document. */
function installFindings(config: ConfigEvidence, at: readonly string[]): Finding[] {
  return config.members(...at).flatMap((install): Finding[] => {
    if (config.value(...install, "source") !== "npm") return [{ path: [...install, "source"], what: "is no package of a registry, so nothing says what is in it", remedy: "Install it from npm, by its exact version." }];
    const spec = config.value(...install, "spec");
    const version = typeof spec === "string" ? spec.slice(spec.lastIndexOf("@") + 1) : "";
    return valid(version) === version && version !== "" ? [] : [{ path: [...install, "spec"], what: "is no exact version" }];
  });
}
