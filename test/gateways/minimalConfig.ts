import type { GatewayRelease } from "../../sdk/config";

/** The smallest document with which a real OpenClaw starts; port and token come by its environment. */
export const minimalConfig = {
  gateway: { mode: "local", bind: "loopback", auth: { mode: "token" } },
  agents: { defaults: { workspace: "${OPENCLAW_STATE_DIR}/workspace" } },
  logging: { file: "${OPENCLAW_STATE_DIR}/gateway.log" },
  update: { checkOnStart: false },
};

/**
 * The same for Clawdbot, with what it can do without: a start takes 5 s. With plugins, which channels need, it takes 10 s, and the first
 * one after the installation 40 s.
 */
export const minimalClawdbotConfig = {
  gateway: { mode: "local", bind: "loopback", auth: { mode: "token" } },
  agents: { defaults: { workspace: "${CLAWDBOT_STATE_DIR}/workspace" } },
  // Placeholders are not resolved here (clawdbot 2026.1.24-3); it starts in the folder that its state directory is in.
  logging: { file: "state/gateway.log" },
  update: { checkOnStart: false },
  browser: { enabled: false },
  canvasHost: { enabled: false },
  plugins: { enabled: false },
};

export function minimalConfigOf(release: GatewayRelease): object {
  return release.package === "clawdbot" ? minimalClawdbotConfig : minimalConfig;
}
