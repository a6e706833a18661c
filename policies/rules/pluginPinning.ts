import { valid } from "semver";
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
  evidence: "Of the component: id, package, version and integrity of each plugin that Molthub installs. Of the document: plugins.load, plugins.allow, plugins.entries, and what Clawdbot notes of its installs (plugins.installs, hooks.internal). Not seen: plugins that a person installed on a bot, which 2026.9 keeps in its own database.",
  framework: owaspAgentic("ASI04", "Agentic Supply Chain Vulnerabilities"),
  options: { plugins: namesOption([], "Ids of the plugins that bots may have. Empty: any that is pinned.") },
  begin: () => ({
    bot: ({ plugins }, { plugins: allowed }) =>
      plugins.flatMap(({ id, version, integrity }, at) => {
        const path = ["projection", "plugins", String(at)];
        return [
          ...(valid(version) === version ? [] : [{ path: [...path, "version"], what: `is no exact version of plugin ${id}` }]),
          ...(integrity !== undefined && /^sha(512|384|256)-[A-Za-z0-9+/]+=*$/.test(integrity) ? [] : [{ path: [...path, "integrity"], what: `does not say what is in plugin ${id}`, remedy: "Give the package's integrity, as `npm view <package>@<version> dist.integrity` prints it." }]),
          ...stranger([...path, "id"], id, allowed),
        ];
      }),
    config: (config, { plugins: allowed }) => [...idFindings(config, allowed), ...pathFindings(config), ...installFindings(config, ["plugins", "installs"]), ...installFindings(config, ["hooks", "internal", "installs"])],
  }),
});

function stranger(path: readonly string[], id: string, allowed: readonly string[]): Finding[] {
  return allowed.length > 0 && !allowed.includes(id) ? [{ path, what: "is a plugin that is not on the list", remedy: "Remove it, or add it to the option `plugins`." }] : [];
}

function idFindings(config: ConfigEvidence, allowed: readonly string[]): Finding[] {
  const listed = config.list("plugins", "allow") ?? [];
  if (listed.some((id) => id.includes("*"))) return [{ path: ["plugins", "allow"], what: "allows plugins by a wildcard", remedy: "Name each plugin." }];
  const enabled = config.members("plugins", "entries").filter((path) => config.value(...path, "enabled") !== false);
  return [...listed.flatMap((id) => stranger(["plugins", "allow"], id, allowed)), ...enabled.flatMap((path) => stranger(path, path.at(-1) ?? "", allowed))];
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
