import { isPlainObject, type ConfigDocument } from "../../../../sdk/config";
import type { ErrorShape } from "../../../../sdk/gateway/errors";
import { fileText, parseJson5 } from "../configFile";
import { issuesOf } from "../issues";
import type { Call } from "../line";
import { applyPatch } from "../patch";
import { has, persist } from "../requests";
import { materialized } from "./defaults";
import { fileHash, read } from "./reading";
import { stamped } from "./stamps";

const defaultDelayMs = 2_000;
const longestDelayMs = 60_000;
const writeMs = 5;

/** `config.apply` and `config.set`, clawdbot 2026.1.24-3. */
export function apply(call: Call): void {
  const sent = submitted(call);
  if (sent !== undefined) commit(call, sent);
}

/** `config.patch`, clawdbot 2026.1.24-3: it patches what runs, and so writes the values of placeholders into the file. */
export function patch(call: Call): void {
  const { issues, config } = read(call.process);
  const isBroken = issues.length > 0 && checkBase(call) === undefined;
  if (isBroken) return call.refuse(invalid("invalid config; fix before patching"));
  const sent = submitted(call);
  if (sent !== undefined) commit(call, applyPatch(config, sent));
}

/** The object that was sent, unless something is wrong with it or its hash. */
function submitted(call: Call): ConfigDocument | undefined {
  const wrongHash = checkBase(call);
  const parsed = parseJson5(String(call.params["raw"]));
  if (wrongHash !== undefined) call.refuse(wrongHash);
  else if ("problem" in parsed) call.refuse(invalid(parsed.problem));
  else if (isPlainObject(parsed.value)) return parsed.value as ConfigDocument;
  else call.refuse(call.method === "config.patch" ? invalid("config.patch raw must be an object") : invalidConfig([{ path: "", message: "Invalid input: expected object" }]));
  return undefined;
}

function commit(call: Call, document: ConfigDocument): void {
  const { process } = call;
  const issues = issuesOf(document, process.schema);
  if (issues.length > 0) return call.refuse(invalidConfig(issues));
  // The hash was compared some time before: of two writes at once, both are taken.
  process.timers.after(writeMs, () => {
    const written = materialized(document);
    if (persist(call, fileText(stamped(written)))) conclude(call, written);
  });
}

function conclude({ process, method, params, faults, answer }: Call, { meta: _, ...config }: ConfigDocument): void {
  const { configPath, stateDir } = process.settings;
  const restarts = !has(faults, "not-applied") && !has(faults, "lie-applied");
  if (method === "config.set") answer({ ok: true, path: configPath, config });
  else {
    const delayMs = delayOf(params["restartDelayMs"]);
    const payload = { kind: "config-apply", status: "ok", ts: Date.now(), message: params["note"] ?? null, stats: { mode: method, root: configPath } };
    answer({ ok: true, path: configPath, config, restart: { ok: true, pid: 1, signal: "SIGUSR1", delayMs, reason: method, mode: "emit" }, sentinel: { path: `${stateDir}/restart-sentinel.json`, payload } });
    if (restarts) process.timers.after(delayMs, () => process.restart());
  }
  if (restarts) process.fileTouched();
}

function checkBase({ process, params }: Call): ErrorShape | undefined {
  if (process.file.content.kind === "absent") return undefined;
  const { baseHash } = params;
  if (typeof baseHash !== "string" || baseHash.trim() === "") return invalid("config base hash required; re-run config.get and retry");
  return baseHash.trim() === fileHash(process) ? undefined : invalid("config changed since last load; re-run config.get and retry");
}

function delayOf(sent: unknown): number {
  return typeof sent === "number" ? Math.min(Math.max(0, Math.floor(sent)), longestDelayMs) : defaultDelayMs;
}

function invalidConfig(issues: readonly unknown[]): ErrorShape {
  return { code: "INVALID_REQUEST", message: "invalid config", details: { issues } };
}

function invalid(message: string): ErrorShape {
  return { code: "INVALID_REQUEST", message };
}
