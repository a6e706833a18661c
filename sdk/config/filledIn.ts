import { formatPath, type Path } from "./document";
import { memberOf, type OpenDocument } from "./openDocument";
import type { GatewayRelease } from "./versions";

// Once a document names its agents, the Gateway writes down which of them does what nobody else was given (observed, openclaw 2026.9.6).
const filledByRoster: readonly Path[] = [
  ["agents", "defaults", "heartbeat", "agentId"],
  ["agents", "defaults", "systemAgent", "agentId"],
  ["agents", "entries", "main", "workspace"],
  ["talk", "agentId"],
];

/** Paths that a Gateway fills in by itself because a document leaves them open: they are the bot's own, as if `unmanaged` named them. */
export function filledIn(document: OpenDocument, release: GatewayRelease): string[] {
  if (release.package !== "openclaw" || memberOf(document["agents"], "entries") === undefined) return [];
  return filledByRoster.filter((path) => path.reduce<unknown>(memberOf, document) === undefined).map(formatPath);
}
