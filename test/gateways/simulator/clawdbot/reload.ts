import { diffDocuments, valueAt } from "../../../../sdk/config";
import type { ReloadKind } from "../../../../sdk/config/releases";
import type { GatewayProcess } from "../gatewayProcess";
import { read, resolved } from "./reading";

// The first that begins a path decides; what none begins restarts, `meta` with it (the rules of clawdbot 2026.1.24-3).
const rules: readonly (readonly [prefix: string, kind: ReloadKind])[] = [
  ["gateway.remote", "none"],
  ["gateway.reload", "none"],
  ["hooks", "hot"],
  ["agents.defaults.heartbeat", "hot"],
  ["cron", "hot"],
  ["browser", "hot"],
  ["channels", "hot"],
  ...["identity", "wizard", "logging", "models", "agents", "tools", "bindings", "audio", "routing", "messages", "session", "talk", "skills", "ui"].map((prefix): [string, ReloadKind] => [prefix, "none"]),
];

/** The watcher of the file woke. */
export function fileChanged(process: GatewayProcess): void {
  const { issues, config, parsed } = read(process);
  if (issues.length > 0) return;
  const restarts = diffDocuments(resolved(process.running, process), resolved(parsed, process)).some(({ path }) => kindOf(path.join(".")) === "restart");
  const mode = valueAt(config, ["gateway", "reload", "mode"]) ?? "hybrid";
  // It reads the file anew whenever it needs its config, whatever the watcher does.
  process.running = parsed;
  if ((restarts && mode === "hybrid") || mode === "restart") process.restart();
}

function kindOf(path: string): ReloadKind {
  return rules.find(([prefix]) => path === prefix || path.startsWith(`${prefix}.`))?.[1] ?? "restart";
}
