import { isPlainObject, type ConfigDocument, type ConfigValue } from "../../../../sdk/config";
import { applyPatch } from "../patch";

/** Defaults of channels, and of each of their accounts. */
const channelDefaults: Readonly<Record<string, ConfigDocument>> = {
  telegram: { dmPolicy: "pairing", groupPolicy: "allowlist", streamMode: "partial" },
  discord: { groupPolicy: "allowlist" },
  slack: { userTokenReadOnly: true, groupPolicy: "allowlist", mode: "socket", webhookPath: "/slack/events" },
  whatsapp: { dmPolicy: "pairing", groupPolicy: "allowlist", debounceMs: 0, mediaMaxMb: 50 },
  signal: { dmPolicy: "pairing", groupPolicy: "allowlist" },
  imessage: { dmPolicy: "pairing", groupPolicy: "allowlist" },
};

const modelDefaults: ConfigDocument = { reasoning: false, input: ["text"], cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }, contextWindow: 200_000, maxTokens: 8192 };

/** What clawdbot 2026.1.24-3 adds to a document when it writes it. */
export function materialized(document: ConfigDocument): ConfigDocument {
  const channels = recordOf(document["channels"]);
  const defaults: ConfigDocument = {
    agents: { defaults: { maxConcurrent: 4, subagents: { maxConcurrent: 8 } } },
    commands: { native: "auto", nativeSkills: "auto" },
    ...(channels !== undefined && { channels: mapValues(channels, (channel, id) => withAccounts(channelDefaults[id] ?? {}, channel)) }),
  };
  return withModels(applyPatch(defaults, document));
}

/** What it runs, and patches: the same, and what is there for nobody to see. */
export function effective(document: ConfigDocument): ConfigDocument {
  const logging = document["logging"] === undefined ? {} : { logging: { redactSensitive: "tools" } };
  return applyPatch({ messages: { ackReactionScope: "group-mentions" }, ...logging }, materialized(document));
}

function withAccounts(defaults: ConfigDocument, channel: ConfigValue): ConfigDocument {
  const accounts = isPlainObject(channel) ? recordOf(channel["accounts"] as ConfigValue) : undefined;
  return accounts === undefined ? defaults : { ...defaults, accounts: mapValues(accounts, () => defaults) };
}

function withModels(document: ConfigDocument): ConfigDocument {
  const providers = isPlainObject(document["models"]) ? recordOf(document["models"]["providers"] as ConfigValue) : undefined;
  if (providers === undefined) return document;
  const filled = mapValues(providers, (provider) => {
    const models = isPlainObject(provider) ? provider["models"] : undefined;
    return Array.isArray(models) ? { models: models.map((model) => (isPlainObject(model) ? applyPatch(modelDefaults, model) : (model as ConfigValue))) } : {};
  });
  return applyPatch(document, { models: { providers: filled } });
}

function recordOf(value: ConfigValue | undefined): ConfigDocument | undefined {
  return isPlainObject(value) ? (value as ConfigDocument) : undefined;
}

function mapValues(record: ConfigDocument, change: (value: ConfigValue, key: string) => ConfigValue): ConfigDocument {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
