import { formatPath, isPlainObject, type Path } from "./document";
import { memberOf, type OpenDocument } from "./openDocument";
import type { GatewayRelease } from "./versions";

// Once a document names its agents, the Gateway writes down which of them does what nobody else was given (observed, openclaw 2026.9.6).
const filledByRoster: readonly Path[] = [
  ["agents", "defaults", "heartbeat", "agentId"],
  ["agents", "defaults", "systemAgent", "agentId"],
  ["talk", "agentId"],
];

/** Paths that a Gateway fills in by itself because a document leaves them open: they are the bot's own, as if `unmanaged` named them. */
export function filledIn(document: OpenDocument, release: GatewayRelease): string[] {
  const agents = memberOf(document["agents"], "entries");
  if (release.package !== "openclaw" || !isPlainObject(agents)) return [];
  const open = filledByRoster.filter((path) => path.reduce<unknown>(memberOf, document) === undefined).map(formatPath);
  return [...open, ...workspaces(agents)];
}

/** One of the agents is given the bot's own workspace; which one, the Gateway decides. */
function workspaces(agents: Readonly<Record<string, unknown>>): string[] {
  const without = Object.keys(agents).filter((id) => memberOf(agents[id], "workspace") === undefined);
  if (without.length === Object.keys(agents).length) return ["agents.entries.*.workspace"];
  return without.map((id) => formatPath(["agents", "entries", id, "workspace"]));
}
