import { isDeepStrictEqual } from "node:util";
import { channelsOf, valueAt, type ConfigDocument } from "../../../../sdk/config";
import { expand, type Environment } from "../placeholders";
import { applyPatch } from "../patch";

const entriesPath = ["agents", "entries"];
const unnamedAgent = "main";

/** A document with the agent that a gateway has where nobody names one (openclaw 2026.9.6). */
export function withRoster(document: ConfigDocument): ConfigDocument {
  return hasRoster(document) ? document : applyPatch(document, { agents: { entries: { [unnamedAgent]: {} } } });
}

export function hasRoster(document: ConfigDocument): boolean {
  return valueAt(document, entriesPath) !== undefined;
}

/** Agents that go from one document to another. */
export function droppedAgents(before: ConfigDocument, after: ConfigDocument): string[] {
  const kept = idsOf(after);
  return idsOf(before).filter((id) => !kept.includes(id));
}

/**
 * What a gateway writes of a document as far as agents go: none where nobody named any; and with the first agent beside the only one,
 * who of them does what nobody else was given (openclaw 2026.9.6).
 */
export function settled(after: ConfigDocument, before: ConfigDocument, env: Environment): ConfigDocument {
  if (!hasRoster(before) && isDeepStrictEqual(valueAt(after, entriesPath), { [unnamedAgent]: {} })) {
    return applyPatch(after, { agents: Object.keys(after["agents"] as ConfigDocument).length === 1 ? null : { entries: null } });
  }
  const [sole, ...others] = idsOf(before);
  if (sole === undefined || others.length > 0) return after;
  const ids = idsOf(after);
  const isOneOfMany = ids.length > 1 && ids.includes(sole);
  if (!isOneOfMany && hasRoster(after)) return after;
  const authors = sole === unnamedAgent ? {} : { authInheritance: { agentId: sole } };
  if (isOneOfMany) return withDuties(after, sole, authors, env);
  return Object.keys(authors).length === 0 ? after : applyPatch({ agents: { defaults: authors } }, after);
}

function withDuties(document: ConfigDocument, agentId: string, authors: ConfigDocument, env: Environment): ConfigDocument {
  const ids = idsOf(document);
  const beats = valueAt(document, ["agents", "defaults", "heartbeat"]) !== undefined || ids.some((id) => valueAt(document, [...entriesPath, id, "heartbeat"]) !== undefined);
  const workspace = valueAt(expand(document, env).document, ["agents", "defaults", "workspace"]) ?? `${env["OPENCLAW_STATE_DIR"] ?? ""}/workspace`;
  const defaults = { ...authors, systemAgent: { agentId }, ...(!beats && { heartbeat: { agentId } }) };
  const filled = applyPatch({ agents: { defaults, entries: { [agentId]: { workspace } } }, talk: { agentId } }, document);
  const unbound = unboundChannels(document).map((channel) => ({ agentId, match: { channel, accountId: "*" } }));
  if (unbound.length === 0) return filled;
  const { bindings } = document;
  return { ...filled, bindings: [...(Array.isArray(bindings) ? bindings : []), ...unbound] };
}

function idsOf(document: ConfigDocument): string[] {
  return Object.keys(valueAt(withRoster(document), entriesPath) ?? {});
}

function unboundChannels(document: ConfigDocument): string[] {
  const bindings = Array.isArray(document["bindings"]) ? document["bindings"] : [];
  const bound = bindings.map((binding) => valueAt(binding as ConfigDocument, ["match", "channel"]));
  return channelsOf(document).filter((id) => !bound.includes(id));
}
