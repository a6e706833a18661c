import { diffDocuments, isPlainObject, type ConfigDocument } from "../../../../sdk/config";
import { parseJson5 } from "../configFile";
import { withoutIncludes } from "../issues";
import type { GatewayProcess } from "../gatewayProcess";
import type { Call } from "../line";
import { applyPatch, shrunkArrays } from "../patch";
import { expand } from "../placeholders";
import { redact, restore } from "../redaction";
import { read } from "./configGet";
import { hasRoster, withRoster } from "./roster";
import { environment } from "./secrets";
import { checkBase, invalid } from "./submit";
import { commit, invalidConfig } from "./write";

/** `config.patch`, openclaw 2026.9.6. */
export function patch(call: Call): void {
  const { process, params } = call;
  const wrongHash = checkBase(call);
  if (wrongHash !== undefined) return call.refuse(wrongHash);
  const { issues, document: before } = read(process.file.content, process.schema);
  if (issues.length > 0) return call.refuse({ ...invalidConfig(issues), message: `${invalidConfig(issues).message}; fix (openclaw doctor) before patching` });
  const parsed = parseJson5(String(params["raw"]));
  if ("problem" in parsed) return call.refuse(invalid(parsed.problem));
  if (!isPlainObject(parsed.value)) return call.refuse(invalid("config.patch raw must be an object"));
  const replaced = new Set(Array.isArray(params["replacePaths"]) ? params["replacePaths"].map(String) : []);
  merge(call, before, parsed.value, replaced);
}

function merge(call: Call, before: ConfigDocument, patch: Readonly<Record<string, unknown>>, replaced: ReadonlySet<string>): void {
  const { process, params } = call;
  const merged = restore(applyPatch(withRoster(before), patch, replaced), before, process.schema);
  if ("refusal" in merged) return call.refuse(invalid(merged.refusal));
  const { document } = merged;
  if (!hasRoster(document)) return call.refuse(invalidConfig([{ path: "agents.entries", message: "agents.entries must contain at least one configured agent" }]));
  const shrunk = shrunkArrays(before, patch, document).filter((path) => !replaced.has(path));
  if (shrunk.length > 0) {
    return call.refuse(invalid(`config.patch would remove entries from array path(s): ${shrunk.join(", ")}. Pass replacePaths with the exact path(s) when this is intentional, or use config.apply for full-config replacement.`));
  }
  const changedPaths = changedBy(patch, before, replaced, process);
  const guarded = changedPaths.filter((path) => path !== "ui.prefs" && !path.startsWith("ui.prefs."));
  if (params["baseHash"] === undefined && guarded.length > 0) return call.refuse(invalid(`config base hash required for ${guarded.join(", ")}; re-run config.get and retry with baseHash`));
  if (changedPaths.length === 0) return call.answer({ ok: true, noop: true, changedPaths: [], path: process.settings.configPath, config: redact(before, process.schema) });
  commit(call, { document, before, changedPaths, judged: withoutIncludes(document) });
}

/** What is sent is compared with what runs: a placeholder that is sent again is a change, though the file stays as it is. */
function changedBy(patch: Readonly<Record<string, unknown>>, before: ConfigDocument, replaced: ReadonlySet<string>, process: GatewayProcess): string[] {
  const running = expand(withRoster(before), environment(process)).document;
  const merged = restore(applyPatch(running, patch, replaced), running, process.schema);
  return "refusal" in merged ? [] : diffDocuments(running, merged.document).map(({ path }) => path.join("."));
}
