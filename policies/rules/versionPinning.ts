import { satisfies, valid, validRange } from "semver";
import { isUnknown, knownReleases, withoutRevision, type GatewayRelease } from "../../sdk/config";
import type { ConfigEvidence } from "../evidence/configEvidence";
import { cis } from "../frameworks";
import { namesOption } from "../options";
import { defineRule, type Finding } from "../rule";

export const versionPinning = defineRule({
  name: "version-pinning",
  severity: "high",
  description: "Every gateway is of one exact version that Molthub knows and nobody has ruled out.",
  why: "A gateway that moves by itself changes what its configuration means while nobody looks. One with a known hole is a hole.",
  remedy: "Give an exact version that Molthub knows.",
  evidence: "The release of the host and of the document, and update.auto in the document. Not seen: what a person runs on an external host; `molthub doctor` compares it.",
  framework: cis("2.2", "Ensure Authorized Software is Currently Supported"),
  options: { deny: namesOption([], 'Releases that are ruled out, as package@range: "openclaw@<2026.9.6".') },
  begin: () => ({
    host: ({ release }, { deny }) => releaseFindings(release, deny),
    config: (config, { deny }) => [...releaseFindings(config.release, deny), ...autoUpdate(config)],
  }),
});

function releaseFindings({ package: name, version }: GatewayRelease, deny: readonly string[]): Finding[] {
  const path = ["release", "version"];
  if (isUnknown(name) || isUnknown(version)) return [{ path, what: "is not known yet", undecided: true }];
  if (valid(version) !== version) return [{ path, what: "is no exact version" }];
  if (!knownReleases().some((known) => known.package === name && known.version === version)) return [{ path, what: "is not known to this version of Molthub" }];
  const broken = deny.some((entry) => rangeOf(entry) === undefined);
  if (broken) return [{ path: ["option", "deny"], what: "has an entry that is no package@range", remedy: 'Write it as "openclaw@<2026.9.6".' }];
  return deny.some((entry) => denies(entry, name, version)) ? [{ path, what: "is on the deny list", remedy: "Use a version that is not." }] : [];
}

function rangeOf(entry: string): { readonly name: string; readonly range: string } | undefined {
  const at = entry.indexOf("@");
  const range = withoutRevision(entry.slice(at + 1));
  return at < 1 || range === "" || validRange(range) === null ? undefined : { name: entry.slice(0, at), range };
}

function denies(entry: string, name: string, version: string): boolean {
  const ruled = rangeOf(entry);
  return ruled?.name === name && satisfies(withoutRevision(version), ruled.range, { includePrerelease: true });
}

function autoUpdate(config: ConfigEvidence): Finding[] {
  return config.value("update", "auto", "enabled") === true ? [{ path: ["update", "auto", "enabled"], what: "lets the gateway move to another version by itself", remedy: "Remove it." }] : [];
}
