import { channelsStatus } from "../channels";
import type { GatewayProcess } from "../gatewayProcess";
import type { Call, Method, ProductLine } from "../line";
import { boots } from "./boot";
import { configGet } from "./reading";
import { fileChanged } from "./reload";
import { stamped } from "./stamps";
import { loginStart, loginWait } from "../webLogin";
import { deleteSession, history, said, turn, usageCost } from "../work";
import { apply, patch } from "./write";

const write = ["raw", "baseHash", "sessionKey", "note", "restartDelayMs"];

const methods: Readonly<Record<string, Method>> = {
  "config.get": { scope: "operator.admin", takes: [], run: (call) => call.answer(configGet(call.process)) },
  "config.schema": { scope: "operator.admin", takes: [], run: ({ process, answer }) => answer({ schema: {}, uiHints: {}, version: process.settings.release.version }) },
  "config.apply": { scope: "operator.admin", takes: write, isWrite: true, run: apply },
  "config.patch": { scope: "operator.admin", takes: write, isWrite: true, run: patch },
  "config.set": { scope: "operator.admin", takes: ["raw", "baseHash"], isWrite: true, run: apply },
  health: { scope: "operator.read", takes: ["probe"], run: health },
  status: { scope: "operator.read", takes: [], run: status },
  "channels.status": { scope: "operator.read", takes: ["probe", "timeoutMs"], run: ({ process, answer }) => answer(channelsStatus(process, new Set())) },
  // What a provider says of a bad key is given out as the bot's answer.
  agent: { scope: "operator.write", takes: ["message", "sessionKey", "sessionId", "idempotencyKey", "deliver", "timeout"], run: (call) => turn(call, (_, runId) => call.answer(said(runId, "401 bad key"))) },
  "chat.history": { scope: "operator.read", takes: ["sessionKey", "limit"], run: history },
  "sessions.delete": { scope: "operator.admin", takes: ["key", "deleteTranscript"], run: (call) => deleteSession(call, (key) => forget(call.process, key)) },
  "usage.cost": { scope: "operator.read", takes: ["days"], run: usageCost },
  "web.login.start": { scope: "operator.admin", takes: ["force", "timeoutMs", "verbose", "accountId"], run: loginStart },
  "web.login.wait": { scope: "operator.admin", takes: ["timeoutMs", "accountId"], run: loginWait },
};

/** clawdbot 2026.1.24-3. */
export const clawdbot: ProductLine = {
  protocol: 3,
  maxPayload: 524_288,
  methods,
  downtimeMs: 60,
  watchMs: 500,
  scopesOf: (asked) => (asked.length === 0 ? ["operator.admin"] : asked),
  allows: (scopes, scope) => scopes.includes(scope) || scopes.includes("operator.admin") || (scope === "operator.read" && scopes.includes("operator.write")),
  missingScope: (scope) => ({ code: "INVALID_REQUEST", message: `missing scope: ${scope}` }),
  connectDetails: (code) => (code === "PROTOCOL_MISMATCH" ? { details: { expectedProtocol: 3 } } : {}),
  hello(process, session) {
    const { configPath, stateDir } = process.settings;
    const device = session.deviceId;
    return {
      server: { version: "dev", host: "simulated", connId: session.id },
      features: { methods: Object.keys(methods), events: ["connect.challenge", "shutdown"] },
      snapshot: { presence: [], health: {}, stateVersion: { presence: 1, health: 1 }, uptimeMs: process.uptimeMs, configPath, stateDir },
      // The scopes that the device ever had, not those of this connection.
      ...(device !== undefined && { auth: { deviceToken: "simulated-device-token", role: "operator", scopes: process.pairedScopes.get(device), issuedAtMs: Date.now() } }),
      policy: { maxPayload: clawdbot.maxPayload, maxBufferedBytes: 1_572_864, tickIntervalMs: 30_000 },
    };
  },
  accountState: (running, connected) => ({ lastError: running && !connected ? "fetch failed" : null }),
  unlinked: { connected: false, lastError: null },
  loginOffline: "Failed to get QR: Error: Timed out waiting for WhatsApp QR",
  stamped,
  fileChanged,
  boots,
};

function health({ answer }: Call): void {
  answer({ ok: true, ts: Date.now(), durationMs: 1, channels: {}, channelOrder: [], heartbeatSeconds: 1800, defaultAgentId: "main", agents: [] });
}

function status({ answer }: Call): void {
  answer({ heartbeat: {}, channelSummary: [], queuedSystemEvents: [], sessions: { paths: [], count: 0, defaults: {}, recent: [], byAgent: [] } });
}

/** What was said in a deleted session does not count any more. */
function forget({ turns }: GatewayProcess, key: string): void {
  turns.splice(0, turns.length, ...turns.filter(({ session }) => session !== key));
}
