import path from "node:path";
import type { GatewayFiles } from "../gateways/launch.mts";

// Clawdbot knows the keys of a channel only while its plugin is enabled (2026.1.24-3); OpenClaw knows all of them.
const channelPlugins = ["bluebubbles", "discord", "googlechat", "imessage", "line", "matrix", "mattermost", "msteams", "nextcloud-talk", "nostr", "signal", "slack", "telegram", "tlon", "whatsapp", "zalo", "zalouser"];

const ownKeys: Readonly<Record<string, object>> = {
  openclaw: { models: { catalogRefresh: { enabled: false } } },
  clawdbot: { plugins: { entries: Object.fromEntries(channelPlugins.map((id) => [id, { enabled: true }])) } },
};

/** A document with which a Gateway starts, and knows all that it can know. */
export function captureConfig(packageName: string, files: GatewayFiles): object {
  return {
    gateway: { mode: "local", bind: "loopback", auth: { mode: "token" } },
    agents: { defaults: { workspace: path.join(files.folder, "workspace") } },
    logging: { file: path.join(files.folder, "gateway.log") },
    update: { checkOnStart: false },
    ...ownKeys[packageName],
  };
}
