import { isUnknown } from "../../sdk/config";
import { owaspAgentic } from "../frameworks";
import { flagOption } from "../options";
import { defineRule, type Finding } from "../rule";

const products = ["openclaw", "clawdbot"];

// npm's own rule for names: no URL, no path, no alias.
const packageName = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

export const installSource = defineRule({
  name: "install-source",
  severity: "critical",
  description: "Gateways and plugins come from the packages of their makers, checked by digest.",
  why: "The npm package named moltbot is not the project's. What comes from an address, an archive or a folder is whatever is there at that moment.",
  remedy: 'Use the npm package "openclaw" (or "clawdbot", the older line).',
  evidence: "Of the component: the package of the gateway and of each plugin, and whether Molthub installs the gateway (from a committed lock file, by digest) or something else runs it.",
  framework: owaspAgentic("ASI04", "Agentic Supply Chain Vulnerabilities"),
  options: { external: flagOption(true, "False: refuses gateways that something else installs and runs, because nobody has seen where they come from.") },
  begin: () => ({
    bot: ({ package: name, plugins, target }, { external }) => [
      ...gatewayFindings(name, ["projection", "package"]),
      ...(target === "external" && !external ? [{ path: ["projection", "target"], what: "is a gateway that something else installs, so its source is not verified", remedy: "Let Molthub run it, or verify it yourself and set the option `external` to true." }] : []),
      ...plugins.flatMap((plugin, at) => (packageName.test(plugin.package) && plugin.package !== "moltbot" ? [] : [{ path: ["projection", "plugins", String(at), "package"], what: "is no package of its maker's", remedy: "Name the package in the npm registry." }])),
    ],
    config: ({ release }) => gatewayFindings(release.package, ["release", "package"]),
  }),
});

function gatewayFindings(name: string, path: readonly string[]): Finding[] {
  if (isUnknown(name)) return [{ path, what: "is not known yet", undecided: true }];
  return products.includes(name) ? [] : [{ path, what: "is not the project's package" }];
}
