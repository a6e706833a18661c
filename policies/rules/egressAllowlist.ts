import { isUnknown, mapScalars, referencesIn, type Path } from "../../sdk/config";
import type { ConfigEvidence } from "../evidence/configEvidence";
import { isRedacted, showSecrets } from "../evidence/redacted";
import { owaspAgentic } from "../frameworks";
import { flagOption, namesOption } from "../options";
import { defineRule, type Finding } from "../rule";

export const egressAllowlist = defineRule({
  name: "egress-allowlist",
  severity: "high",
  description: "A bot reaches the hosts of its connectors, those that are named, and no other.",
  why: "A bot that was talked into something sends what it knows to wherever it can reach.",
  remedy: "Attach a connector for the host, or name it in the option `hosts`.",
  evidence: "Of the component: the hosts that its connectors must reach, and whether its target lets it reach no other. Of the document: the host of every URL in it, and the egress proxy's lists. What is left to the bot is refused where keys are addresses by their names, or not known. Not seen: what a skill or plugin reaches by itself, which is why `enforced` matters.",
  framework: owaspAgentic("ASI02", "Tool Misuse and Exploitation"),
  options: {
    hosts: namesOption([], "Hosts that bots may reach beside those of their connectors, as in api.example.com. No wildcards. This machine itself need not be named."),
    enforced: flagOption(false, "True: the target must keep the bot from all other hosts. On one that cannot, the rule fails: not enforceable here."),
  },
  begin: () => {
    const known = new Map<string, readonly string[]>();
    return {
      bot: ({ egress, target }, { enforced }, { instance }) => {
        known.set(instance, egress.hosts);
        const wild = egress.hosts.some(isWildcard) ? [{ path: ["projection", "egress", "hosts"], what: "names hosts by a wildcard", remedy: "Name each host." }] : [];
        const loose = enforced && !egress.enforced ? [{ path: ["projection", "egress", "enforced"], what: `is not enforceable here: the ${target} target lets a bot reach every host`, remedy: "Run the bot on a target that keeps it in, or keep it in by other means and set the option `enforced` to false." }] : [];
        return [...wild, ...loose];
      },
      config: (config, { hosts }, { instance }) => {
        if (hosts.some(isWildcard)) return [{ path: ["option", "hosts"], what: "names hosts by a wildcard", remedy: "Name each host." }];
        const allowed = new Set([...(known.get(instance) ?? []), ...hosts].map((host) => host.toLowerCase()));
        return [...strangers(config, allowed), ...proxyFindings(config)];
      },
    };
  },
});

function isWildcard(host: string): boolean {
  return host.includes("*") || host.startsWith("0.0.0.0") || host.startsWith("::/") || host.trim() === "";
}

/** Every URL of a document whose host is not among these. */
function strangers(config: ConfigEvidence, allowed: ReadonlySet<string>): Finding[] {
  const found: Finding[] = [];
  mapScalars(config.everywhere(isAddressKey), (value, path) => {
    if (typeof value !== "string") return value;
    if (isRedacted(value)) found.push({ path, what: "is hidden in this export", remedy: showSecrets });
    if (isUnknown(value)) {
      if (isAddressKey(path)) found.push({ path, what: "is not known yet", undecided: true });
      return value;
    }
    const host = hostOf(value);
    if (host !== undefined && !isLoopback(host) && !allowed.has(host)) found.push({ path, what: "is at a host that is not allowed" });
    else if (host === undefined && isAddressKey(path) && referencesIn(value).length > 0) found.push({ path, what: "takes its value from the bot's environment, where no policy sees it", remedy: "Write the address into the document." });
    return value;
  });
  return found;
}

/** True for a key that holds an address by its name. */
function isAddressKey(path: Path): boolean {
  return /(url|uri|endpoint|apiRoot|host|origin|proxy)$/i.test(path.at(-1) ?? "");
}

function hostOf(text: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { hostname } = new URL(text);
  // A reference in the place of the host says nothing of it.
  return hostname === "" || referencesIn(decodeURIComponent(hostname)).length > 0 ? undefined : hostname.toLowerCase();
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || host.startsWith("127.");
}

function proxyFindings(config: ConfigEvidence): Finding[] {
  return ["allowedHosts", "bypassHosts"].flatMap((key) => {
    const path = ["secrets", "egressProxy", key];
    return (config.list(...path) ?? []).some(isWildcard) ? [{ path, what: "names hosts by a wildcard", remedy: "Name each host." }] : [];
  });
}
