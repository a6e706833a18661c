import type { ConfigDocument } from "../../../sdk/config";
import { minimalClawdbotConfig, minimalConfig } from "../minimalConfig";

/** What a gateway of the contract starts with: no port, no token, no work that would put off a restart. */
export function firstDocument(line: "openclaw" | "clawdbot"): ConfigDocument {
  const minimal = line === "openclaw" ? minimalConfig : minimalClawdbotConfig;
  return { ...minimal, agents: { defaults: { ...minimal.agents.defaults, heartbeat: { every: "0m" } } }, cron: { enabled: false } };
}

/** The same with more in it, or other things. */
export function documentWith(line: "openclaw" | "clawdbot", more: ConfigDocument): ConfigDocument {
  return { ...firstDocument(line), ...more };
}

/** A provider of models, which no test asks anything. */
export function provider(apiKey: ConfigDocument[string], ...models: string[]): ConfigDocument {
  return { baseUrl: "http://127.0.0.1:9/v1", apiKey, models: models.map((id) => ({ id, name: id.toUpperCase() })) };
}
