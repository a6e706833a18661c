import { diffDocuments, unstamped, valueAt, type ConfigDocument, type ConfigSchema } from "../../../../sdk/config";
import { strongestKind, type ReloadKind } from "../../../../sdk/config/releases";
import { issuesOfFile } from "../issues";
import type { GatewayProcess } from "../gatewayProcess";
import { fileHash } from "./configGet";
import { isOwnWord } from "./stamps";

// From the answer to the end of the connections (openclaw 2026.9.6).
const restartDelayMs = 2_000;

/** How a running gateway takes a change: by the strongest of its leaves. */
export function reloadKind(before: ConfigDocument, after: ConfigDocument, schema: ConfigSchema): ReloadKind {
  return strongestKind(diffDocuments(unstamped(before), unstamped(after)).map(({ path }) => (isOwnWord(path) ? "none" : schema.reloadKindOf(path))));
}

/** True when a gateway says that a restart follows. */
export function requiresRestart(before: ConfigDocument, after: ConfigDocument, schema: ConfigSchema): boolean {
  const kind = reloadKind(before, after, schema);
  return kind === "restart" || (kind === "hot" && isOff(after));
}

/** Takes the file into use. `pending`: by a restart that is on its way. `failed`: not at all. */
export function takeFile(process: GatewayProcess): "applied" | "pending" | "failed" {
  process.seen = process.file.content;
  const document = process.file.document;
  if (document === undefined || issuesOfFile(document, process.schema).length > 0) return "failed";
  process.good = process.file.content;
  const kind = reloadKind(process.running, document, process.schema);
  process.broadcast("config.changed", { path: process.settings.configPath, hash: fileHash(process, process.file.content), ts: Date.now() });
  if (kind === "restart" || (kind === "hot" && isOff(document))) process.restartSoon(restartDelayMs);
  else if (isOff(process.running)) return "failed";
  if (process.isRestartSet) return "pending";
  process.running = document;
  process.claimed = undefined;
  return "applied";
}

function isOff(document: ConfigDocument): boolean {
  return valueAt(document, ["gateway", "reload", "mode"]) === "off";
}
