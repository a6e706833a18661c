import type { ConfigDocument, GatewayRelease } from "../../sdk/config";

/** The releases that bots to import run. */
export const openclaw: GatewayRelease = { package: "openclaw", version: "2026.9.6" };
export const clawdbot: GatewayRelease = { package: "clawdbot", version: "2026.1.24-3" };

/** Begins every secret of {@link handMade}. */
export const secretMark = "MARKER-OF-A-SECRET";

/** The names of the five. */
export const people = ["alice", "bob", "carol", "dave", "erin"] as const;

/**
 * The config file of one of five bots that somebody has set up by hand, from the same notes, in five evenings.
 *
 * @param at which of the five, from 0
 * @param root where all of them have their folders
 */
export function handMade(release: GatewayRelease, at: number, root = "/srv/molty"): ConfigDocument {
  const name = people[at] ?? "nobody";
  const isClawdbot = release.package === "clawdbot";
  const team = "-1001234567890";
  const workspace = `${root}/${name}/workspace`;
  return {
    meta: { lastTouchedVersion: release.version, ...(isClawdbot && { lastTouchedAt: `2026-11-0${String(at + 1)}T08:00:00.000Z` }) },
    wizard: { lastRunAt: `2026-10-0${String(at + 1)}T19:30:00.000Z`, lastRunVersion: release.version, lastRunCommand: "onboard", lastRunMode: "local" },
    logging: { level: "info", consoleLevel: "warn", consoleStyle: "pretty", file: `${root}/${name}/gateway.log` },
    update: { channel: "stable", checkOnStart: false },
    env: { vars: { COMPANY_CRM_LOGIN: `${secretMark}-crm-${name}`, TEAM_CALENDAR: `${secretMark}-calendar` } },
    models: {
      mode: "merge",
      providers: {
        house: {
          baseUrl: "https://models.house.example/v1",
          apiKey: "${HOUSE_MODELS_KEY}",
          api: "openai-completions",
          models: [
            model("house-large", "House Large", true, ["text", "image"], 3, 15, 200_000, 16_384),
            model("house-medium", "House Medium", true, ["text", "image"], 1, 5, 200_000, 16_384),
            model("house-small", "House Small", false, ["text"], 0.25, 1.25, 128_000, 8_192),
            model("house-coder", "House Coder", true, ["text"], 2, 8, 256_000, 32_768),
            model("house-vision", "House Vision", false, ["text", "image"], 1.5, 6, 128_000, 8_192),
            model("house-tiny", "House Tiny", false, ["text"], 0.05, 0.2, 32_000, 4_096),
          ],
        },
      },
    },
    agents: {
      defaults: {
        workspace,
        skipBootstrap: true,
        model: { primary: at === 3 ? "house/house-medium" : "house/house-large", fallbacks: ["house/house-medium", "house/house-small"] },
        models: { "house/house-large": { alias: "large" }, "house/house-medium": { alias: "medium" }, "house/house-coder": { alias: "coder" } },
        thinkingDefault: at === 1 ? "high" : "low",
        timeoutSeconds: 600,
        maxConcurrent: 3,
        userTimezone: at === 4 ? "America/New_York" : "Europe/Berlin",
        heartbeat: { every: "0m", prompt: "Read HEARTBEAT.md if it is there, do what it asks for, and say nothing when there is nothing to do." },
        compaction: { mode: "safeguard" },
        subagents: { maxConcurrent: 4, archiveAfterMinutes: 60 },
        ...(!isClawdbot && { systemAgent: { agentId: "main" } }),
      },
      ...agentsOf(name, workspace, isClawdbot),
    },
    bindings: [
      { agentId: "work", match: { channel: "telegram", peer: { kind: "group", id: team } } },
      { agentId: "main", match: { channel: "telegram" } },
    ],
    tools: {
      profile: "coding",
      deny: ["browser", "canvas", "nodes"],
      exec: { host: "gateway", security: "allowlist", ask: "on-miss", [isClawdbot ? "timeoutSec" : "timeoutSeconds"]: 600 },
      elevated: { enabled: false },
      web: { search: { enabled: false }, fetch: { enabled: true, maxChars: 40_000, timeoutSeconds: 20 } },
      agentToAgent: { enabled: false },
    },
    messages: { responsePrefix: `[${name}]`, ackReactionScope: "group-mentions", queue: { mode: "collect", cap: 20 }, groupChat: { mentionPatterns: [`@${name}`], historyLimit: 40 } },
    commands: { native: "auto", nativeSkills: "auto", text: true, bash: false, config: false, restart: true },
    session: { dmScope: "per-channel-peer", reset: { mode: "idle", idleMinutes: 240 } },
    hooks: {
      enabled: true,
      path: "/hooks",
      token: `${secretMark}-hooks-${name}`,
      mappings: [{ id: "ticket", match: { path: "ticket" }, action: "agent", name: "Ticket", messageTemplate: "A ticket came in: {{subject}}\n{{body}}", deliver: false }],
    },
    cron: { enabled: true },
    channels: {
      telegram: {
        enabled: true,
        botToken: `${secretMark}-telegram-${name}`,
        dmPolicy: "allowlist",
        allowFrom: [`1234567${String(at)}`, "998877"],
        groupPolicy: "allowlist",
        groups: { [team]: { requireMention: true } },
        mediaMaxMb: 10,
      },
    },
    // Clawdbot adds it at a start where it is missing, and writes the values of `${NAME}` into the file then.
    ...(isClawdbot && { plugins: { entries: { telegram: { enabled: true } } } }),
    skills: { allowBundled: ["weather", "summarize", "github", "notion"], load: { watch: false } },
    browser: { enabled: false },
    gateway: { mode: "local", bind: "loopback", port: 18_789 + 10 * at, auth: { mode: "token", token: `${secretMark}-gateway-${name}` }, controlUi: { enabled: false } },
  };
}

function model(id: string, name: string, reasoning: boolean, input: string[], inputCost: number, outputCost: number, contextWindow: number, maxTokens: number): ConfigDocument {
  return { id, name, reasoning, input, cost: { input: inputCost, output: outputCost, cacheRead: inputCost / 10, cacheWrite: inputCost }, contextWindow, maxTokens };
}

function agentsOf(name: string, workspace: string, isClawdbot: boolean): ConfigDocument {
  const main = { name, identity: { name, theme: "a calm assistant", emoji: "🦞" }, workspace };
  const work = { name: "At work", workspace: `${workspace}-work`, tools: { deny: ["exec", "process"] } };
  return isClawdbot ? { list: [{ id: "main", default: true, ...main }, { id: "work", ...work }] } : { ownership: "explicit", entries: { main, work } };
}
