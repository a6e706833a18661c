import type { ConfigDocument, ConfigValue, Path } from "../../sdk/config";

// What a Gateway asks of a document that its schema does not tell (observed, openclaw 2026.9.6). Places are dotted, `*` stands for
// any one key, `**` at the beginning for any number of them.

/** Values that mean something at a place where the schema lets any of their type pass. */
export const meaningful: Readonly<Record<string, readonly ConfigValue[]>> = {
  // Agents and roles.
  "**.agentId": ["main"],
  "broadcast.*.*": ["main"],
  "broadcast.*.agents.*": ["main"],
  "gateway.roles.default": ["owner"],
  "**.heartbeat.target": ["none", "last"],
  "**.decisionModel": ["openai/gpt-5", ""],
  "**.modelPolicy.allow.*": ["openai/gpt-5", "openai/*"],
  "**.servers.*.transport": ["stdio"],
  "plugins.slots.memory": ["none"],
  "secrets.defaults.*": ["default"],
  // Spans and times.
  "**.heartbeat.every": ["30m", "0m"],
  "**.activeHours.start": ["08:00"],
  "**.activeHours.end": ["22:30"],
  "cron.sessionRetention": ["7d"],
  "session.maintenance.preserveRecent": ["7d"],
  "session.maintenance.resetArchiveRetention": ["7d"],
  "session.maintenance.archiveDashboardAfter": ["7d"],
  "session.maintenance.pruneAfter": ["7d"],
  "cloudWorkers.profiles.*.suspendAfter": ["5m"],
  // Sizes.
  "**.forceFlushTranscriptBytes": ["2mb", 4096],
  "**.maxActiveTranscriptBytes": ["2mb", 4096],
  "session.maintenance.highWaterBytes": ["2mb", 4096],
  "session.maintenance.maxDiskBytes": ["2mb", 4096],
  // Paths and addresses.
  "secrets.providers.*.command": ["/usr/bin/env"],
  "secrets.providers.*.path": ["/srv/secrets.json"],
  "secrets.providers.*.trustedDirs.*": ["/srv"],
  worktreeRoot: ["/srv/worktrees", "~/worktrees"],
  "desktop.host.passwordFile": ["/srv/password"],
  "**.ssh.workspaceRoot": ["/srv/workspace"],
  "**.binds.*": ["/srv/data:/data:ro"],
  "gateway.portals.ingress.domain": ["bots.example.com"],
  "gateway.publicOrigin": ["https://bots.example.com"],
  "models.catalogRefresh.url": ["https://example.com/models.json"],
  "**.oauth.clientMetadataUrl": ["https://example.com/client"],
  "mcp.apps.sandboxOrigin": ["https://apps.example.com"],
};

/** Keys that a map must have where it holds more than a flag. */
export const keysAt: Readonly<Record<string, readonly string[]>> = {
  "cloudWorkers.projectProfiles": ["github.com/molthub/bots"],
  // By contact for a group, so that options may stand there, too.
  broadcast: ["telegram:12345"],
  "agents.defaults.models": ["openai/gpt-5"],
  "agents.entries.*.models": ["openai/gpt-5"],
};

/** Keys that must stand in an object, whatever else does. */
export const beside: Readonly<Record<string, ConfigDocument>> = {
  agents: { ownership: "explicit", entries: { main: { name: "Molty" } } },
  "agents.entries": { main: { name: "Molty" } },
  "bindings.*.match": { peer: { kind: "direct", id: "12345" } },
  "browser.profiles.*": { cdpPort: 18_900 },
  "gateway.roles.definitions": { owner: { sessions: { others: "none" }, agents: "*", scopes: ["operator.read"] } },
  "hooks.mappings.*": { sessionKey: "hook:molty" },
  "mcp.servers.*": { command: "node" },
  "nodeHost.mcp.servers.*": { command: "node" },
  "plugins.entries.onepassword.config": { vault: "bots", items: { key: { item: "key" } } },
  "models.providers.*": { baseUrl: "http://127.0.0.1:9/v1", models: [] },
};

/** Leaves that no document of ours has, and why. */
export const leftOut: Readonly<Record<string, string>> = {
  "agents.entries.*.default": "the mark of older rosters, against `agents.ownership`",
  "**.servers.*.oauth.identity": "for servers with an address only",
  "channels.*": "a channel is known by its plugin: validate.ts has the rule",
  "agents.defaults.sandbox.ssh.certificateData.**": "not with two agents, unless each place has an owner",
  "agents.defaults.sandbox.ssh.identityData.**": "the same",
  "agents.defaults.sandbox.ssh.knownHostsData.**": "the same",
  "agents.defaults.sandbox.ssh.certificateData": "the same",
  "agents.defaults.sandbox.ssh.identityData": "the same",
  "agents.defaults.sandbox.ssh.knownHostsData": "the same",
  "tools.web.search.provider": "known by the plugins that a bot has",
  "browser.profiles.*.userDataDir": "for one driver only",
  "channels.qa-channel.**": "a channel of the product's own tests, which no package has",
};

const keysOf = new Map<string, readonly string[]>();

/** True where `pattern` names the place. */
export function names(pattern: string, path: Path): boolean {
  const keys = keysOf.get(pattern) ?? pattern.split(".");
  keysOf.set(pattern, keys);
  const ends = keys[0] === "**" ? keys.slice(1) : undefined;
  if (ends !== undefined) return path.length >= ends.length && ends.every((key, at) => matches(key, path[path.length - ends.length + at]));
  const begins = keys.at(-1) === "**" ? keys.slice(0, -1) : undefined;
  if (begins !== undefined) return path.length > begins.length && begins.every((key, at) => matches(key, path[at]));
  return keys.length === path.length && keys.every((key, at) => matches(key, path[at]));
}

/** A `*` of the path is any key, too: the table's own word for it. */
function matches(key: string, other: string | undefined): boolean {
  return key === "*" || key === other;
}

/** What a table by pattern has for the place: of several patterns the first. */
export function at<T>(table: Readonly<Record<string, T>>, path: Path): T | undefined {
  return Object.entries(table).find(([pattern]) => names(pattern, path))?.[1];
}
