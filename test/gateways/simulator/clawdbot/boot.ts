import { isPlainObject, valueAt, type ConfigDocument } from "../../../../sdk/config";
import { fileText } from "../configFile";
import type { GatewayProcess } from "../gatewayProcess";
import { applyPatch } from "../patch";
import { read } from "./reading";
import { stamped } from "./stamps";

/** What clawdbot 2026.1.24-3 does with its file before it takes it into use. */
export function boots(process: GatewayProcess, how: "start" | "restart"): boolean {
  const { issues, parsed, config } = read(process);
  if (issues.length > 0) return false;
  if (how === "start" && !process.settings.allowUnconfigured && valueAt(parsed, ["gateway", "mode"]) !== "local") return false;
  const enabled = withPlugins(parsed, config);
  if (enabled !== undefined) process.file.replace(fileText(stamped(enabled)));
  return true;
}

/**
 * A channel whose plugin nobody enabled is enabled, and all of the config that runs is written for it: with the values of placeholders, and
 * with defaults. Undefined where nothing is to be enabled.
 */
function withPlugins(parsed: ConfigDocument, config: ConfigDocument): ConfigDocument | undefined {
  if (valueAt(parsed, ["plugins", "enabled"]) === false) return undefined;
  const allowed = valueAt(parsed, ["plugins", "allow"]);
  const stateOf = (id: string): unknown => valueAt(parsed, ["plugins", "entries", id, "enabled"]);
  const channels = Object.keys(isPlainObject(parsed["channels"]) ? parsed["channels"] : {}).filter((id) => id !== "defaults" && stateOf(id) !== false);
  const left = channels.filter((id) => stateOf(id) !== true || (Array.isArray(allowed) && !allowed.includes(id)));
  if (left.length === 0) return undefined;
  const entries = Object.fromEntries(left.map((id) => [id, { enabled: true }]));
  return applyPatch(config, { plugins: { entries, ...(Array.isArray(allowed) && { allow: [...new Set([...allowed, ...left])] }) } });
}
