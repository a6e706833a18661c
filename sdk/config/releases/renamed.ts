import type { Path } from "../document";
import type { GatewayRelease } from "../versions";

/** A key that Clawdbot has and OpenClaw has not. Dotted, `*` for any one key; what holds for a channel holds for its accounts, too. */
export interface RenamedKey {
  /** In Clawdbot (2026.1.24-3). */
  readonly clawdbot: string;
  /** What OpenClaw (2026.9.6) has instead; undefined where it has nothing. */
  readonly openclaw?: string;
}

/** Where the keys of Clawdbot went (the words of OpenClaw's own migration of configs, `doctor --fix`, openclaw 2026.9.6). */
export const renamedKeys: readonly RenamedKey[] = [
  { clawdbot: "agents.list", openclaw: "agents.entries" },
  { clawdbot: "agents.defaults.cliBackends" },
  { clawdbot: "agents.defaults.compaction.reserveTokensFloor" },
  { clawdbot: "agents.defaults.envelopeTimezone" },
  { clawdbot: "agents.defaults.memorySearch", openclaw: "memory.search" },
  { clawdbot: "agents.defaults.sandbox.perSession", openclaw: "agents.defaults.sandbox.scope" },
  { clawdbot: "agents.defaults.timeFormat" },
  { clawdbot: "audio", openclaw: "tools.media.models" },
  { clawdbot: "auth.cooldowns" },
  { clawdbot: "browser.color" },
  { clawdbot: "browser.remoteCdpTimeoutMs" },
  { clawdbot: "canvasHost", openclaw: "plugins.entries.canvas.config.host" },
  { clawdbot: "channels.*.blockStreaming", openclaw: "channels.*.streaming.block.enabled" },
  { clawdbot: "channels.*.blockStreamingCoalesce", openclaw: "channels.*.streaming.block.coalesce" },
  { clawdbot: "channels.*.channels.*.allow", openclaw: "channels.*.channels.*.enabled" },
  { clawdbot: "channels.*.chunkMode", openclaw: "channels.*.streaming.chunkMode" },
  { clawdbot: "channels.*.dm.allowFrom", openclaw: "channels.*.allowFrom" },
  { clawdbot: "channels.*.dm.policy", openclaw: "channels.*.dmPolicy" },
  { clawdbot: "channels.*.groups.*.allow", openclaw: "channels.*.groups.*.enabled" },
  { clawdbot: "channels.*.guilds.*.channels.*.allow", openclaw: "channels.*.guilds.*.channels.*.enabled" },
  { clawdbot: "channels.*.heartbeat", openclaw: "channels.*.heartbeatVisibility" },
  { clawdbot: "channels.slack.dm.replyToMode", openclaw: "channels.slack.replyToModeByChatType.direct" },
  { clawdbot: "channels.telegram.draftChunk", openclaw: "channels.telegram.streaming.preview.chunk" },
  { clawdbot: "channels.telegram.streamMode", openclaw: "channels.telegram.streaming.mode" },
  { clawdbot: "channels.whatsapp.debounceMs", openclaw: "messages.inbound.byChannel.whatsapp" },
  { clawdbot: "channels.whatsapp.messagePrefix", openclaw: "channels.whatsapp.responsePrefix" },
  { clawdbot: "cron.maxConcurrentRuns" },
  { clawdbot: "gateway.controlUi.allowInsecureAuth" },
  { clawdbot: "gateway.http.endpoints.responses.maxBodyBytes" },
  { clawdbot: "gateway.nodes.allowCommands", openclaw: "gateway.nodes.commands.allow" },
  { clawdbot: "gateway.nodes.denyCommands", openclaw: "gateway.nodes.commands.deny" },
  { clawdbot: "gateway.reload.debounceMs" },
  { clawdbot: "gateway.tailscale.resetOnExit" },
  { clawdbot: "hooks.maxBodyBytes" },
  { clawdbot: "logging.redactSensitive" },
  { clawdbot: "media", openclaw: "attachments" },
  { clawdbot: "messages.messagePrefix", openclaw: "channels.whatsapp.responsePrefix" },
  { clawdbot: "messages.queue.debounceMs" },
  { clawdbot: "messages.removeAckAfterReply" },
  { clawdbot: "messages.tts", openclaw: "tts" },
  { clawdbot: "meta.lastTouchedAt" },
  { clawdbot: "plugins.entries.llm-task.config.allowedModels", openclaw: "plugins.entries.llm-task.llm.allowedCompletionModels" },
  { clawdbot: "plugins.installs" },
  { clawdbot: "session.agentToAgent" },
  { clawdbot: "session.idleMinutes", openclaw: "session.reset.idleMinutes" },
  { clawdbot: "session.resetByType.dm", openclaw: "session.resetByType.direct" },
  { clawdbot: "session.typingIntervalSeconds" },
  { clawdbot: "session.typingMode", openclaw: "agents.defaults.typingMode" },
  { clawdbot: "skills.load.watchDebounceMs" },
  { clawdbot: "talk.apiKey", openclaw: "talk.providers.elevenlabs.apiKey" },
  { clawdbot: "talk.modelId", openclaw: "talk.providers.elevenlabs.modelId" },
  { clawdbot: "talk.voiceId", openclaw: "talk.providers.elevenlabs.voiceId" },
  { clawdbot: "tools.exec.timeoutSec", openclaw: "tools.exec.timeoutSeconds" },
  { clawdbot: "tools.message.allowCrossContextSend", openclaw: "tools.message.crossContext" },
  { clawdbot: "ui.assistant", openclaw: "agents.entries.*.identity" },
  { clawdbot: "web.enabled", openclaw: "channels.whatsapp.enabled" },
];

/** What a key of the one line is called in the other. */
export interface Renaming {
  readonly from: Path;
  /** Undefined where there is nothing in its place. */
  readonly to: Path | undefined;
}

/** What became of the key of another product line at a path, and of the keys below it, in the line of `release`. */
export function renamings(path: Path, release: GatewayRelease): Renaming[] {
  const [from, to] = release.package === "clawdbot" ? (["openclaw", "clawdbot"] as const) : (["clawdbot", "openclaw"] as const);
  const account = path[0] === "channels" && path[2] === "accounts" && path.length > 4 ? path.slice(2, 4) : [];
  const asked = [...path.slice(0, 2), ...path.slice(2 + account.length)];
  const inAccount = (other: Path): Path => (account.length > 0 && other[0] === "channels" && other[1] === path[1] ? [...other.slice(0, 2), ...account, ...other.slice(2)] : other);
  return renamedKeys.flatMap((entry) => {
    const pattern = entry[from]?.split(".");
    const any = pattern === undefined ? undefined : anyKeysOf(pattern, asked);
    if (pattern === undefined || any === undefined) return [];
    const named = (keys: Path): Path => {
      const left = [...any];
      return inAccount(keys.map((key) => (key === "*" ? (left.shift() ?? key) : key)));
    };
    return [{ from: named(pattern), to: entry[to] === undefined ? undefined : named(entry[to].split(".")) }];
  });
}

/** What the `*` of a pattern stand for in a path that it names, or that it names something below of; undefined for another path. */
function anyKeysOf(pattern: Path, path: Path): string[] | undefined {
  if (path.length > pattern.length || !path.every((key, at) => pattern[at] === "*" || pattern[at] === key)) return undefined;
  return path.filter((_, at) => pattern[at] === "*");
}
