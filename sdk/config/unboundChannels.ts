import { channelsOf } from "./channels";
import { isPlainObject, valueAt, type ConfigDocument } from "./document";
import { memberOf } from "./openDocument";
import type { Problem } from "./problems";
import type { GatewayRelease } from "./versions";

// A bot that names no agent has this one (openclaw 2026.9.6).
const unnamedAgent = "main";

/**
 * Channels that nobody would answer once a second agent comes: the Gateway binds each of them to the agent that was alone until then, in
 * that very write, and so writes what no plan shows (observed with `config.patch` and `config.apply`, openclaw 2026.9.6).
 *
 * @param before an empty document for a new bot
 */
export function unboundChannels(before: ConfigDocument, after: ConfigDocument, release: GatewayRelease): Problem[] {
  if (release.package !== "openclaw") return [];
  const [sole = unnamedAgent, ...others] = agentsOf(before);
  const agents = agentsOf(after);
  if (others.length > 0 || agents.length < 2 || !agents.includes(sole)) return [];
  const bindings = valueAt(after, ["bindings"]) ?? [];
  // Not known yet: it is taken to be right.
  if (!Array.isArray(bindings)) return [];
  const bound = bindings.map((binding) => memberOf(memberOf(binding, "match"), "channel"));
  return channelsOf(after)
    .filter((channel) => !bound.includes(channel))
    .map((channel) => ({ path: ["bindings"], what: `must say which of the agents answers ${channel}, as in { agentId: ${JSON.stringify(sole)}, match: { channel: ${JSON.stringify(channel)}, accountId: "*" } }` }));
}

function agentsOf(document: ConfigDocument): string[] {
  const agents = valueAt(document, ["agents", "entries"]);
  return isPlainObject(agents) ? Object.keys(agents) : [];
}
