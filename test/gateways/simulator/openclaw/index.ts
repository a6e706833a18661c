import type { GatewayProcess } from "../gatewayProcess";
import type { Call, Method, ProductLine } from "../line";
import { channelsStatus } from "../channels";
import { boots } from "./boot";
import { configGet, revisionHash } from "./configGet";
import { takeFile } from "./reload";
import { schemaLookup } from "./schemaLookup";
import { listPlugins, pluginHealth } from "./plugins";
import { degradedOwners } from "./secrets";
import { stamped } from "./stamps";
import { loginStart, loginWait } from "../webLogin";
import { accepts } from "../vendors";
import { deleteSession, history, sessionsUsage, turn } from "../work";
import { apply } from "./submit";
import { patch } from "./submitPatch";

const version = "2026.9.6";
const write = ["raw", "baseHash", "sessionKey", "note", "restartDelayMs", "deliveryContext"];

const methods: Readonly<Record<string, Method>> = {
  "config.get": { scope: "operator.read", takes: [], run: (call) => call.answer(configGet(call.process)) },
  "config.schema.lookup": { scope: "operator.read", takes: ["path"], run: lookup },
  "config.apply": { scope: "operator.admin", takes: write, isWrite: true, isLimited: true, run: apply },
  "config.patch": { scope: "operator.admin", takes: [...write, "replacePaths"], isWrite: true, isLimited: true, run: patch },
  "config.set": { scope: "operator.admin", takes: ["raw", "baseHash"], isWrite: true, run: apply },
  health: { scope: undefined, takes: ["probe"], run: health },
  status: { scope: "operator.read", takes: [], run: status },
  "channels.status": { scope: "operator.read", takes: ["probe", "timeoutMs", "channel"], run: channels },
  "web.login.start": { scope: "operator.admin", takes: ["force", "timeoutMs", "verbose", "accountId", "channel"], run: loginStart },
  "web.login.wait": { scope: "operator.admin", takes: ["timeoutMs", "accountId", "channel", "currentQrDataUrl", "sessionKey"], run: loginWait },
  "gateway.restart.request": { scope: "operator.admin", takes: ["reason", "skipDeferral", "target", "safe"], isLimited: true, run: restart },
  "secrets.store.list": { scope: "operator.admin", takes: [], run: listSecrets },
  "secrets.store.set": { scope: "operator.admin", takes: ["name", "kind", "value"], isLimited: true, run: storeSecret },
  "secrets.store.delete": { scope: "operator.admin", takes: ["name"], isLimited: true, run: deleteSecret },
  agent: { scope: "operator.write", takes: ["message", "sessionKey", "sessionId", "idempotencyKey", "deliver", "timeout"], run: agent },
  "chat.history": { scope: "operator.read", takes: ["sessionKey", "limit"], run: history },
  "sessions.delete": { scope: "operator.admin", takes: ["key", "deleteTranscript"], run: (call) => deleteSession(call, (key, id) => renameSession(call.process, key, id)) },
  "sessions.usage": { scope: "operator.read", takes: ["agentScope", "startDate", "endDate", "mode", "utcOffset", "limit"], run: sessionsUsage },
  "plugins.list": { scope: "operator.read", takes: [], run: listPlugins },
  "models.probe": { scope: "operator.admin", takes: ["provider", "profileId", "timeoutMs", "agentId"], run: probeModel },
};

/** openclaw 2026.9.6. */
export const openclaw: ProductLine = {
  protocol: 4,
  maxPayload: 26_214_400,
  methods,
  downtimeMs: 10_000,
  watchMs: 300,
  scopesOf: (asked) => asked,
  allows: (scopes, scope) => scopes.includes(scope) || scopes.includes("operator.admin") || (scope === "operator.read" && scopes.includes("operator.write")),
  missingScope: (scope) => ({ code: "FORBIDDEN", message: `missing scope: ${scope}`, details: { code: "MISSING_SCOPE", missingScope: scope, requiredScopes: [scope] } }),
  connectDetails: (code) => ({ details: { code } }),
  hello(process, session) {
    const { configPath, stateDir } = process.settings;
    const paths = session.scopes?.includes("operator.admin") === true ? { configPath, stateDir } : {};
    return {
      server: { version, bootId: process.bootId, connId: session.id },
      features: { methods: Object.keys(methods), events: ["connect.challenge", "shutdown"] },
      snapshot: { uptimeMs: process.uptimeMs, appliedConfigHash: revisionHash(process, process.claimed ?? process.running), presence: [], health: {}, ...paths },
      auth: { method: "token", role: "operator", scopes: session.scopes },
      policy: { maxPayload: openclaw.maxPayload, maxBufferedBytes: 52_428_800, tickIntervalMs: 30_000 },
    };
  },
  accountState: (running, connected) => ({ connected, lifecycle: connected ? "ready" : running ? "recovering" : "stopped", lastError: running && !connected ? "getaddrinfo EAI_AGAIN" : null }),
  unlinked: { lifecycle: "stopped", lastError: null },
  loginOffline: "WhatsApp login failed: WebSocket Error (getaddrinfo ENOTFOUND web.whatsapp.com)",
  stamped: (document) => stamped(document, false),
  fileChanged: takeFile,
  boots,
};

function lookup(call: Call): void {
  const found = schemaLookup(String(call.params["path"]), call.process.schema);
  if (found === undefined) call.refuse({ code: "INVALID_REQUEST", message: "config schema path not found" });
  else call.answer(found);
}

function health({ process, answer }: Call): void {
  answer({ ok: true, ts: Date.now(), plugins: pluginHealth(process), configReload: { hotReloadStatus: "active" }, eventLoop: { degraded: false, reasons: [] } });
}

function status({ process, answer }: Call): void {
  answer({ runtimeVersion: version, degradedSecretOwners: degradedOwners(process.running, process).map((owner) => ({ ...owner, state: "unavailable", degradationState: "cold" })), pid: 1, processMemory: { rssBytes: 700_000_000, heapUsedBytes: 200_000_000 } });
}

function channels({ process, params, answer }: Call): void {
  const owners = degradedOwners(process.running, process).filter(({ ownerKind }) => ownerKind === "account");
  answer(channelsStatus(process, new Set(owners.map(({ ownerId }) => ownerId.split(":")[0] ?? "")), params["probe"] === true ? (id) => accepts(process, ["channels", id]) : undefined));
}

function restart({ process, answer }: Call): void {
  const preflight = { safe: true, counts: {}, blockers: [], summary: "safe to restart now" };
  answer({ ok: true, status: "scheduled", preflight, restart: { ok: true, pid: 1, signal: "SIGUSR2", delayMs: 0 } });
  process.restartSoon(0);
}

function probeModel({ process, params, answer }: Call): void {
  const provider = String(params["provider"]);
  answer(accepts(process, ["models", "providers", provider]) ? { provider, status: "ok", latencyMs: 1, results: [] } : { provider, status: "auth", error: "Authentication failed.", results: [] });
}

function agent(call: Call): void {
  turn(call, (model) => call.refuse({ code: "UNAVAILABLE", message: `⚠️ ${model} request failed (authentication failed, HTTP 401). Re-authenticate the provider and try again.` }));
}

/** What was said in a deleted session still counts; of its key, only its id is left. */
function renameSession({ turns }: GatewayProcess, key: string, id: string): void {
  turns.forEach((one, at) => {
    if (one.session === key) turns[at] = { ...one, session: `agent:main:${id}` };
  });
}

function listSecrets({ process, answer }: Call): void {
  answer({ entries: [...process.store.keys()].sort().map((name) => ({ name, kind: "secret", scopeKind: "team", scopeId: "", createdAtMs: 1, updatedAtMs: 1, allowedHosts: [] })) });
}

function deleteSecret({ process, params, answer }: Call): void {
  process.store.delete(String(params["name"]));
  answer({ ok: true, reloaded: false });
}

function storeSecret({ process, params, answer, refuse }: Call): void {
  if (!/^[A-Z][A-Z0-9_]{0,127}$/.test(String(params["name"]))) return refuse({ code: "INVALID_REQUEST", message: "invalid secrets.store.set params: at /name: must match pattern" });
  process.store.set(String(params["name"]), String(params["value"]));
  answer({ ok: true, reloaded: true });
}
