import { unstamped, valueAt, type ConfigDocument } from "../../../../sdk/config";
import { fileText } from "../configFile";
import type { GatewayProcess } from "../gatewayProcess";
import { issuesOfFile } from "../issues";
import { applyPatch } from "../patch";
import { stamped } from "./stamps";

const guardedBytes = 512;

/** What openclaw 2026.9.6 does with its file before it takes it into use. */
export function boots(process: GatewayProcess, how: "start" | "restart"): boolean {
  const { file, schema, settings } = process;
  if (how === "start" && isSuspicious(process) && file.backup.kind === "document" && modeOf(file.backup.document) !== undefined) file.write(file.backup.text);
  if (file.content.kind === "broken" || issuesOfFile(file.document ?? {}, schema).length > 0) return false;
  if (how === "restart") return true;
  if (file.document !== undefined && valueAt(file.document, ["agents", "ownership"]) === "explicit" && valueAt(file.document, ["agents", "defaults", "systemAgent", "agentId"]) === undefined) {
    const [first = "main"] = Object.keys(valueAt(file.document, ["agents", "entries"]) ?? {});
    file.replace(fileText(stamped(applyPatch(file.document, { agents: { defaults: { systemAgent: { agentId: first } } } }), false)));
  }
  return settings.allowUnconfigured || modeOf(file.document ?? {}) !== undefined;
}

/** A file that came while nobody looked and lost what the last good one had is taken for an accident, and the backup is put in its place. */
function isSuspicious({ file: { content }, seen, good, schema }: GatewayProcess): boolean {
  if (content.kind !== "document" || good.kind !== "document" || issuesOfFile(content.document, schema).length > 0) return false;
  if (seen.kind !== "absent" && seen.text === content.text) return false;
  const bytes = Buffer.byteLength(good.text);
  const isSmall = bytes >= guardedBytes && Buffer.byteLength(content.text) < Math.floor(bytes / 2);
  return isSmall || (hasStamps(good.document) && !hasStamps(content.document)) || (modeOf(good.document) !== undefined && modeOf(content.document) === undefined);
}

function hasStamps(document: ConfigDocument): boolean {
  return Object.keys(document).length > Object.keys(unstamped(document)).length;
}

function modeOf(document: ConfigDocument): unknown {
  return valueAt(document, ["gateway", "mode"]);
}
