import { valueAt, type ConfigDocument } from "../../../../sdk/config";
import type { ErrorShape, GatewayIssue } from "../../../../sdk/gateway/errors";
import { fileText } from "../configFile";
import { issuesOf } from "../issues";
import type { Call } from "../line";
import { expand } from "../placeholders";
import { redact } from "../redaction";
import { has, persist } from "../requests";
import { fileHash } from "./configGet";
import { migrated } from "./firstWrite";
import { requiresRestart, takeFile } from "./reload";
import { droppedAgents, hasRoster, settled } from "./roster";
import { degradedOwners, environment } from "./secrets";
import { stamped } from "./stamps";

// From the write to the answer, which comes when the change is live.
const hotReloadMs = 300;
// A file of less may lose as much as it likes.
const guardedBytes = 512;
const thrownLength = 240;

/** A document that is to be written, and what stood in the file. */
export interface Candidate {
  readonly document: ConfigDocument;
  /** `{}` for a file that is absent, undefined for one that is not valid. */
  readonly before: ConfigDocument | undefined;
  readonly changedPaths?: readonly string[];
  /** What is judged of it, where that is not all. */
  readonly judged?: ConfigDocument;
}

/** Validates, guards, writes and takes into use, and answers (`config.patch` and `config.apply`, openclaw 2026.9.6). */
export function commit(call: Call, candidate: Candidate): void {
  const { process, method } = call;
  const { document, before, judged = document } = candidate;
  const issues = issuesOf(judged, process.schema);
  if (issues.length > 0) return call.refuse(invalidConfig(issues));
  const [unset] = expand(document, environment(process)).missing.filter(({ path }) => path[0] === "gateway" && path[1] === "auth");
  if (unset !== undefined) return call.refuse({ code: "INVALID_REQUEST", message: `invalid config: active SecretRef resolution failed (Environment variable "${unset.name}" is missing or empty.)` });
  const refusal = guard(call, candidate);
  if (refusal !== undefined) return call.refuse(refusal);
  const isAbsent = process.file.content.kind === "absent";
  const whole = before === undefined ? document : settled(document, before, environment(process));
  const written = stamped(before === undefined || isAbsent ? whole : migrated(whole, before), isAbsent);
  if (!persist(call, fileText(written))) return;
  if (has(call.faults, "lie-applied")) {
    process.claimed = written;
    return call.answer(receipt(call, candidate, false));
  }
  if (method === "config.set") {
    call.answer(receipt(call, candidate, undefined));
    return process.fileTouched();
  }
  if (requiresRestart(before ?? {}, document, process.schema) && !has(call.faults, "not-applied")) {
    call.answer(receipt(call, candidate, true));
    takeFile(process);
    return;
  }
  process.timers.after(hotReloadMs, () => {
    const outcome = has(call.faults, "not-applied") ? "failed" : takeFile(process);
    if (outcome !== "applied") return call.refuse({ code: "UNAVAILABLE", message: `${method} ${fates[outcome]}` });
    call.answer(receipt(call, candidate, false));
  });
}

// What becomes of a change that was to be live when it is answered.
const fates = {
  failed: "persisted but was not applied to the active Gateway (failed); run config.get, then use config.apply to reapply the saved config or restart the Gateway",
  pending: "persisted and updated the active Gateway, but a recovery restart is required; wait for the Gateway to restart, then run config.get to confirm the active revision",
};

/** The refusal of a document that is not valid. */
export function invalidConfig(issues: readonly GatewayIssue[]): ErrorShape {
  const shown = issues.slice(0, 3).map(({ path, message }) => `${path === "" ? "<root>" : path}: ${message}`);
  const more = issues.length - shown.length;
  const rest = more > 0 ? ` (+${String(more)} more issue${more === 1 ? "" : "s"})` : "";
  return { code: "INVALID_REQUEST", message: `invalid config: ${shown.join("; ")}${rest}`, details: { issues } };
}

/** What keeps a valid document from being written. */
function guard({ process, method }: Call, { document, before }: Candidate): ErrorShape | undefined {
  const { settings, file } = process;
  if (settings.readOnly) {
    return thrown(`ConfigReadOnlyError: Config is externally managed (\`OPENCLAW_CONFIG_READONLY=1\`), so OpenClaw treats openclaw.json as immutable.\nConfig path: ${settings.configPath}\nEdit the config in your external deployment source, then redeploy or restart OpenClaw as needed.: code=OPENCLAW_CONFIG_READONLY`);
  }
  // A document that names no agent at all takes them away unasked; only `config.set` looks.
  const dropped = before === undefined || (!hasRoster(document) && method !== "config.set") ? [] : droppedAgents(before, document);
  if (dropped.length > 0) {
    return method === "config.set"
      ? { code: "INVALID_REQUEST", message: `config.set would remove existing agent entries: ${dropped.join(", ")}. Use the agents.delete RPC or \`openclaw agents delete <id>\` for intentional deletion.` }
      : thrown(`Error: Config write would drop agent roster entries without an explicit deletion: ${dropped.join(", ")}.`);
  }
  if (file.content.kind === "absent") return undefined;
  const bytesBefore = Buffer.byteLength(file.document === undefined ? (file.text ?? "") : fileText(stamped(file.document, false)));
  const bytes = Buffer.byteLength(fileText(stamped(document, false)));
  const reasons = [
    ...(bytesBefore >= guardedBytes && bytes < Math.floor(bytesBefore / 2) ? [`size-drop:${String(bytesBefore)}->${String(bytes)}`] : []),
    ...(before !== undefined && modeOf(before) !== undefined && modeOf(document) === undefined ? ["gateway-mode-removed"] : []),
  ];
  if (reasons.length === 0) return undefined;
  const moment = new Date().toISOString().replaceAll(/[:.]/g, "-");
  return thrown(`Error: Config write rejected: ${settings.configPath} (${reasons.join(", ")}). Rejected payload saved to ${settings.configPath}.rejected.${moment}.: code=CONFIG_WRITE_REJECTED`);
}

/** An error that the gateway threw at itself: its words, but no more than so many. */
function thrown(text: string): ErrorShape {
  return { code: "UNAVAILABLE", message: text.length > thrownLength ? `${text.slice(0, thrownLength)}...` : text };
}

/** @param restarts what is said of it; undefined where nothing is */
function receipt({ process, method, params }: Call, { document, changedPaths }: Candidate, restarts: boolean | undefined): Readonly<Record<string, unknown>> {
  const { configPath } = process.settings;
  const owners = degradedOwners(document, process);
  const payload = { kind: method.replace(".", "-"), status: "ok", ts: Date.now(), message: params["note"] ?? null, stats: { mode: method, root: configPath, requiresRestart: restarts } };
  return {
    ok: true,
    path: configPath,
    hash: fileHash(process, process.file.content),
    config: redact(document, process.schema),
    ...(changedPaths !== undefined && { changedPaths }),
    ...(owners.length > 0 && { degradedSecretOwners: owners.map((owner) => ({ ...owner, state: "cold" })) }),
    ...(restarts !== undefined && { sentinel: { persisted: true, payload } }),
  };
}

function modeOf(document: ConfigDocument): unknown {
  return valueAt(document, ["gateway", "mode"]);
}
