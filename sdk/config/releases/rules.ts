import { formatPath, isPlainObject, type Path } from "../document";
import { isOpaque, memberOf, type OpenDocument } from "../openDocument";
import type { Problem } from "../problems";
import { isUnknown } from "../unknown";
import type { GatewayRelease } from "../versions";

type Rule = (document: OpenDocument) => readonly Problem[];

// What a Gateway asks of several keys at once, which no schema tells. Only what every bot of a line is asked for: what depends on its
// plugins or on what it runs is left to it.
const rules: Readonly<Record<string, readonly Rule[]>> = {
  openclaw: [agentsExist, agentsAreOwned],
  clawdbot: [openMeansEveryone],
};

/** The rules between keys of a document that its Gateway would find broken. What is not known yet is taken to be right. */
export function brokenRules(document: OpenDocument, release: GatewayRelease): Problem[] {
  return (rules[release.package] ?? []).flatMap((rule) => rule(document));
}

/** An agent that is given work must be one of `agents.entries`; without any there is `main`, and to bindings always (observed, openclaw 2026.9.6). */
function agentsExist(document: OpenDocument): Problem[] {
  const agents = memberOf(document["agents"], "entries") ?? { main: {} };
  if (!isPlainObject(agents)) return [];
  const known = new Set(Object.keys(agents).map(plainId));
  return namedAgents(document)
    .filter(({ id }) => typeof id === "string" && id !== "" && !isOpen(id) && !known.has(plainId(id)))
    .map(({ path }) => ({ path, what: "names an agent that is not in agents.entries" }));
}

interface NamedAgent {
  readonly path: Path;
  readonly id: unknown;
}

/** The places at which the Gateway looks whether there is such an agent: not all that take an id. */
function namedAgents(document: OpenDocument): NamedAgent[] {
  const single = [["talk"], ["agents", "defaults", "systemAgent"], ["agents", "defaults", "heartbeat"]].map((path) => ({
    path: [...path, "agentId"],
    id: [...path, "agentId"].reduce<unknown>(memberOf, document),
  }));
  const bound = itemsOf(document["bindings"])
    .map((binding, at) => ({ path: ["bindings", String(at), "agentId"], id: memberOf(binding, "agentId") }))
    .filter(({ id }) => id !== "main");
  const groups = isPlainObject(document["broadcast"]) ? Object.entries(document["broadcast"]) : [];
  const told = groups.flatMap(([group, value]) => {
    const path = ["broadcast", group, ...(isPlainObject(value) ? ["agents"] : [])];
    return itemsOf(isPlainObject(value) ? value["agents"] : value).map((id, at) => ({ path: [...path, String(at)], id }));
  });
  return [...single, ...bound, ...told];
}

/** Several agents need to say whose the rest is (observed, openclaw 2026.9.6). */
function agentsAreOwned(document: OpenDocument): Problem[] {
  const agents = memberOf(document["agents"], "entries");
  if (!isPlainObject(agents) || Object.keys(agents).length < 2 || memberOf(document["agents"], "ownership") !== undefined) return [];
  if (Object.values(agents).some((agent) => isOpaque(agent) || (memberOf(agent, "default") ?? false) !== false)) return [];
  return [{ path: ["agents", "ownership"], what: 'must be "explicit" where there are several agents' }];
}

// The channels that look, and where they keep it; the others take anybody in without a word.
const policies: Readonly<Record<string, Path>> = {
  bluebubbles: ["dmPolicy"],
  discord: ["dm", "policy"],
  googlechat: ["dm", "policy"],
  imessage: ["dmPolicy"],
  msteams: ["dmPolicy"],
  signal: ["dmPolicy"],
  slack: ["dm", "policy"],
  telegram: ["dmPolicy"],
  whatsapp: ["dmPolicy"],
};

/** A channel that is open to everybody must say so twice (observed, clawdbot 2026.1.24-3; openclaw 2026.9.6 does not look). */
function openMeansEveryone(document: OpenDocument): Problem[] {
  return Object.entries(policies).flatMap(([channel, policy]) => {
    const settings = memberOf(document["channels"], channel);
    const accounts = memberOf(settings, "accounts");
    const places: [Path, unknown][] = isPlainObject(accounts) ? Object.entries(accounts).map(([id, account]) => [["accounts", id], account]) : [];
    return [[[], settings] as [Path, unknown], ...places]
      .filter(([, holder]) => policy.reduce<unknown>(memberOf, holder) === "open" && !mayHoldEveryone(listBeside(policy).reduce<unknown>(memberOf, holder)))
      .map(([place]) => {
        const path = ["channels", channel, ...place];
        return { path: [...path, ...listBeside(policy)], what: `must hold "*", because ${formatPath([...path, ...policy])} is "open"` };
      });
  });
}

function listBeside(policy: Path): Path {
  return [...policy.slice(0, -1), "allowFrom"];
}

function mayHoldEveryone(list: unknown): boolean {
  if (isOpen(list)) return true;
  return itemsOf(list).some((item) => item === "*" || isOpen(item));
}

/** True for a value that may turn out to be any other. */
function isOpen(value: unknown): boolean {
  return isOpaque(value) || isUnknown(value) || (typeof value === "string" && value.includes("${"));
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** As the Gateway compares ids. */
function plainId(id: string): string {
  return id.trim().toLowerCase();
}
