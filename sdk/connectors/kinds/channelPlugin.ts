import type { GatewayRelease } from "../../config";
import type { PluginNeed } from "../definition";

/** OpenClaw has Telegram of its own; its other channels are npm packages of the Gateway's version. Clawdbot has them all (2026.1.24-3). */
export function channelPlugin(id: string, { package: line, version }: GatewayRelease): { readonly plugin?: PluginNeed } {
  return line === "openclaw" ? { plugin: { id, package: `@openclaw/${id}`, version } } : {};
}
