/** A key that one product line has and another has not. */
export interface RenamedKey {
  /** Dotted path in Clawdbot (2026.1.24-3). */
  readonly clawdbot: string;
  /** What OpenClaw (2026.9.6) has instead; undefined where it has nothing. */
  readonly openclaw?: string;
}

/** Where the keys of Clawdbot went (read off both schemas and `doctor --fix`, openclaw 2026.9.6). */
export const renamedKeys: readonly RenamedKey[] = [
  { clawdbot: "agents.list", openclaw: "agents.entries" },
  { clawdbot: "agents.defaults.memorySearch", openclaw: "memory.search" },
  { clawdbot: "agents.defaults.cliBackends" },
  { clawdbot: "audio", openclaw: "tools.media.audio" },
  { clawdbot: "canvasHost", openclaw: "plugins.entries.canvas" },
  { clawdbot: "channels.telegram.streamMode", openclaw: "channels.telegram.streaming.mode" },
  { clawdbot: "gateway.controlUi.allowInsecureAuth", openclaw: "gateway.controlUi.dangerouslyDisableDeviceAuth" },
  { clawdbot: "gateway.nodes.allowCommands", openclaw: "gateway.nodes.commands.allow" },
  { clawdbot: "gateway.nodes.denyCommands", openclaw: "gateway.nodes.commands.deny" },
  { clawdbot: "gateway.reload.debounceMs" },
  { clawdbot: "gateway.tailscale.resetOnExit", openclaw: "gateway.tailscale.preserveFunnel" },
  { clawdbot: "logging.redactSensitive" },
  { clawdbot: "media", openclaw: "tools.media" },
  { clawdbot: "meta.lastTouchedAt" },
  { clawdbot: "plugins.installs" },
  { clawdbot: "web.enabled", openclaw: "channels.whatsapp.enabled" },
  { clawdbot: "web", openclaw: "channels.whatsapp" },
];
