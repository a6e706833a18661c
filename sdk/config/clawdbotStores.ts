import { isPlainObject } from "./document";
import { memberOf, type OpenDocument } from "./openDocument";

// What clawdbot 2026.1.24-3 writes down when a document leaves it open (`config.apply`): the defaults of its schema, and those that it
// gives agents and models. `*` stands for any key; a default is put only where the object that holds it is there.
const always: readonly (readonly [path: string, value: unknown])[] = [
  ["commands.native", "auto"],
  ["commands.nativeSkills", "auto"],
  ["agents.defaults.maxConcurrent", 4],
  ["agents.defaults.subagents.maxConcurrent", 8],
];

const account = (channel: string, defaults: Readonly<Record<string, unknown>>): [string, unknown][] =>
  Object.entries(defaults).flatMap(([key, value]) => [[`channels.${channel}.${key}`, value], [`channels.${channel}.accounts.*.${key}`, value]] as [string, unknown][]);

const whereHeld: readonly (readonly [path: string, value: unknown])[] = [
  ...account("telegram", { dmPolicy: "pairing", groupPolicy: "allowlist", streamMode: "partial" }),
  ...account("whatsapp", { dmPolicy: "pairing", groupPolicy: "allowlist", debounceMs: 0, "ackReaction.direct": true, "ackReaction.group": "mentions" }),
  ["channels.whatsapp.mediaMaxMb", 50],
  ...account("discord", { groupPolicy: "allowlist", "dm.policy": "pairing" }),
  ...account("slack", { groupPolicy: "allowlist", userTokenReadOnly: true, "dm.policy": "pairing" }),
  ["channels.slack.mode", "socket"],
  ["channels.slack.webhookPath", "/slack/events"],
  ...["signal", "imessage", "bluebubbles", "msteams"].flatMap((channel) => account(channel, { dmPolicy: "pairing", groupPolicy: "allowlist" })),
];

const modelAliases: Readonly<Record<string, string>> = {
  "anthropic/claude-opus-4-5": "opus",
  "anthropic/claude-sonnet-4-5": "sonnet",
  "openai/gpt-5.2": "gpt",
  "openai/gpt-5-mini": "gpt-mini",
  "google/gemini-3-pro-preview": "gemini",
  "google/gemini-3-flash-preview": "gemini-flash",
};

// The channels that come with it, each a plugin of the same name.
const channelPlugins = ["bluebubbles", "discord", "googlechat", "imessage", "line", "matrix", "mattermost", "msteams", "nextcloud-talk", "nostr", "signal", "slack", "telegram", "tlon", "whatsapp", "zalo", "zalouser"];

const contextTokens = 200_000;
const mostOutputTokens = 8_192;

/** A document as Clawdbot stores it. */
export function clawdbotStores(document: OpenDocument): OpenDocument {
  let stored = document;
  for (const [path, value] of always) stored = withDefault(stored, path.split("."), value, true) as OpenDocument;
  for (const [path, value] of whereHeld) stored = withDefault(stored, path.split("."), value, false) as OpenDocument;
  return withChannelPlugins(withModelDefaults(stored));
}

/**
 * At its start, Clawdbot enables the plugin of every channel that is configured. It then writes the whole file anew, with the values of all
 * `${NAME}` in clear: a document that enables them itself is left alone.
 */
function withChannelPlugins(document: OpenDocument): OpenDocument {
  const { channels, plugins = {} } = document;
  if (!isPlainObject(channels) || !isPlainObject(plugins) || plugins["enabled"] === false) return document;
  const denied = Array.isArray(plugins["deny"]) ? plugins["deny"] : [];
  const ids = channelPlugins.filter((id) => isPlainObject(channels[id]) && !denied.includes(id));
  if (ids.length === 0) return document;
  const entries = isPlainObject(plugins["entries"]) ? plugins["entries"] : {};
  const enabled = Object.fromEntries(ids.map((id) => [id, isPlainObject(entries[id]) ? { ...entries[id], enabled: entries[id]["enabled"] ?? true } : { enabled: true }]));
  const { allow } = plugins;
  const allowed = Array.isArray(allow) ? { allow: [...(allow as unknown[]), ...ids.filter((id) => !allow.includes(id))] } : {};
  return { ...document, plugins: { ...plugins, entries: { ...entries, ...enabled }, ...allowed } };
}

function withDefault(object: unknown, [key = "", ...rest]: readonly string[], value: unknown, force: boolean): unknown {
  if (object === undefined && force) return withDefault({}, [key, ...rest], value, force);
  // An Output, or what no Gateway would take: not ours to complete.
  if (!isPlainObject(object)) return object;
  if (key === "*") return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, withDefault(member, rest, value, false)]));
  const member = memberOf(object, key);
  const completed = rest.length > 0 ? withDefault(member, rest, value, force) : (member ?? value);
  return completed === member ? object : { ...object, [key]: completed };
}

function withModelDefaults(document: OpenDocument): OpenDocument {
  const models = memberOf(memberOf(document["agents"], "defaults"), "models");
  const providers = memberOf(document["models"], "providers");
  return {
    ...document,
    ...(isPlainObject(models) && { agents: { ...(document["agents"] as object), defaults: { ...(memberOf(document["agents"], "defaults") as object), models: withAliases(models) } } }),
    ...(isPlainObject(providers) && { models: { ...(document["models"] as object), providers: Object.fromEntries(Object.entries(providers).map(([id, provider]) => [id, withModels(provider)])) } }),
    ...(typeof memberOf(document["session"], "mainKey") === "string" && { session: { ...(document["session"] as object), mainKey: "main" } }),
  };
}

function withAliases(models: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(models).map(([id, entry]) => [id, isPlainObject(entry) && Object.hasOwn(modelAliases, id) ? { ...entry, alias: entry["alias"] ?? modelAliases[id] } : entry]));
}

function withModels(provider: unknown): unknown {
  const models = memberOf(provider, "models");
  return Array.isArray(models) ? { ...(provider as object), models: models.map((model) => (isPlainObject(model) ? withModelValues(model) : (model as unknown))) } : provider;
}

function withModelValues(model: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { reasoning = false, input = ["text"], cost = {} } = model;
  const contextWindow = orDefault(model["contextWindow"], contextTokens);
  const most = typeof contextWindow === "number" ? Math.min(mostOutputTokens, contextWindow) : mostOutputTokens;
  return {
    ...model,
    reasoning,
    input,
    cost: isPlainObject(cost) ? { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, ...cost } : cost,
    contextWindow,
    maxTokens: orDefault(model["maxTokens"], most),
  };
}

/** What no Gateway would take, or an Output, is not ours to replace. */
function orDefault(value: unknown, otherwise: number): unknown {
  return value === undefined || (typeof value === "number" && value <= 0) ? otherwise : value;
}
