import { isPlainObject, type ConfigDocument } from "./document";
import { memberOf } from "./openDocument";
import type { Problem } from "./problems";
import type { GatewayRelease } from "./versions";

/**
 * Agents that a change would take away: a Gateway lets no write of its config do that ("would drop agent roster entries", openclaw 2026.9.6),
 * because an agent has sessions and files.
 *
 * @param before undefined for a bot that has no document yet
 */
export function droppedAgents(before: ConfigDocument | undefined, after: ConfigDocument, release: GatewayRelease): Problem[] {
  const had = memberOf(before?.["agents"], "entries");
  if (release.package !== "openclaw" || !isPlainObject(had)) return [];
  const agents = memberOf(after["agents"], "entries");
  const kept = isPlainObject(agents) ? agents : {};
  return Object.keys(had)
    .filter((id) => !Object.hasOwn(kept, id))
    .map((id) => ({ path: ["agents", "entries", id], what: "cannot be taken away by a change of the config: delete the agent on the bot (`agents.delete`), then run this with --refresh" }));
}
