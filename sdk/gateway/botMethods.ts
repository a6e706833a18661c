import { z } from "zod";
import { degradedSecretOwner } from "./configMethods";
import type { DegradedSecretOwner } from "./configMethods";

/** Answer of `health` (any scope): `ok` only says that the gateway answers, channels may be down. Cached up to 60 s unless probed. */
export interface HealthResult {
  readonly ok: boolean;
  /** Ms since 1970, on the gateway's clock. */
  readonly ts: number;
  readonly plugins?: {
    readonly loaded: readonly string[];
    readonly errors: readonly { readonly id: string; readonly error?: string }[];
    /** Configured, but not let in. */
    readonly unavailable?: readonly { readonly id: string; readonly diagnostic?: { readonly reason?: string; readonly detail?: string } }[];
  };
  /** "active" while changes of the file are taken up. Stays so when they are refused as invalid: see config.get `valid`. */
  readonly configReload?: { readonly hotReloadStatus: string };
  readonly eventLoop?: { readonly degraded: boolean; readonly reasons: readonly string[] };
}

/** Answer of `status` (scope operator.read; `pid` and `processMemory` for admins). Clawdbot tells none of this. */
export interface StatusResult {
  readonly runtimeVersion?: string;
  /** Parts of the bot that run without their secret, or with an old one. Empty for a Clawdbot, which does not say. */
  readonly degradedSecretOwners: readonly DegradedSecretOwner[];
  readonly pid?: number;
  readonly processMemory?: { readonly rssBytes: number; readonly heapUsedBytes: number };
}

/** One account of a channel. `running` does not mean connected; only some channels of Clawdbot say `connected`. Times in ms since 1970. */
export interface ChannelAccount {
  readonly accountId: string;
  readonly enabled?: boolean;
  readonly configured?: boolean;
  readonly running?: boolean;
  readonly connected?: boolean;
  /** WhatsApp: it has the credentials of a device that was paired. */
  readonly linked?: boolean;
  /** Telegram and Slack: `starting`, `ready`, `recovering`, `stopped`. */
  readonly lifecycle?: string;
  readonly reconnectAttempts?: number;
  readonly lastError?: string | null;
  readonly lastStartAt?: number | null;
  readonly lastConnectedAt?: number | null;
  readonly lastInboundAt?: number | null;
  readonly lastOutboundAt?: number | null;
  /** What the vendor said to the account's credential; only when asked by `probe`, and not of every channel. */
  readonly probe?: { readonly ok: boolean };
}

/** Running is not connected; but most channels of Clawdbot say no more than that they run without an error (2026.1.24-3). */
export function isConnected({ connected, running, lastError }: ChannelAccount): boolean {
  return connected ?? (running === true && (lastError ?? null) === null);
}

/** One that is just starting is not connected yet, and may well be in a moment (openclaw 2026.9.6). */
export function isStarting({ lifecycle, lastError }: ChannelAccount): boolean {
  return lifecycle === "starting" && (lastError ?? null) === null;
}

/** Answer of `channels.status` (scope operator.read). A configured channel whose plugin is not installed is missing. */
export interface ChannelsStatusResult {
  readonly ts: number;
  readonly channelOrder: readonly string[];
  readonly channelAccounts: Readonly<Record<string, readonly ChannelAccount[]>>;
}

/** Parameters of `web.login.start` and `web.login.wait` (scope operator.admin; not among `features.methods`). */
export interface WebLoginParams {
  readonly accountId?: string;
  readonly timeoutMs?: number;
}

/** Answer of `web.login.start` (openclaw 2026.9.6, clawdbot 2026.1.24-3). Without a code, `message` says why; a failure is no error. */
export interface WebLoginStartResult {
  /** A PNG. */
  readonly qrDataUrl?: string;
  readonly message: string;
  /** A session that was lost is back, without a scan. */
  readonly connected?: boolean;
}

/** Answer of `web.login.wait`: scanned, or another code to scan, or, with neither, the end. */
export interface WebLoginWaitResult {
  readonly connected: boolean;
  readonly message: string;
  readonly qrDataUrl?: string;
}

/** Parameters of `agent` (scope operator.write): one turn of the bot. */
export interface AgentParams {
  readonly message: string;
  /** `agent:<agent>:<session>`. Never the main session for checks: `agent:main:molthub-probe`. */
  readonly sessionKey: string;
  /** What a new session is called in places that do not know its key, as usage when the session is deleted. Default: a random id. */
  readonly sessionId?: string;
  /** The same key never starts a second turn. */
  readonly idempotencyKey: string;
  /** False: the reply goes nowhere but into the answer. */
  readonly deliver: boolean;
  /** Seconds the turn may take. */
  readonly timeout?: number;
}

/** Final answer of `agent`, after the turn. `status` is "ok" when it went well. */
export interface AgentResult {
  readonly runId: string;
  readonly status: string;
  readonly summary?: string;
  readonly result?: {
    readonly payloads?: readonly { readonly text?: string | null }[];
    readonly meta?: { readonly durationMs?: number };
  };
}

/** Parameters of `logs.tail` (scope operator.read). Without `cursor`, the end of the log. */
export interface LogsTailParams {
  readonly cursor?: number;
  /** Lines at most. */
  readonly limit?: number;
  readonly maxBytes?: number;
}

/** Answer of `logs.tail`. Each line is JSON text of its own; it may quote what users said. */
export interface LogsTailResult {
  readonly file: string;
  /** Where the next call goes on. */
  readonly cursor: number;
  readonly lines: readonly string[];
  /** Lines were left out. */
  readonly truncated?: boolean;
  /** The log was rotated: `cursor` started again. */
  readonly reset?: boolean;
}

/** Answer of `gateway.restart.request` (scope operator.admin). */
export interface RestartRequestResult {
  /** `scheduled`: in a moment. `deferred`: when the work named by `preflight` is done; a new bot's first heartbeat is such work. */
  readonly status: string;
  readonly preflight: { readonly safe: boolean; readonly summary: string };
}

/** The other methods used of 2026.9.6. */
export interface BotMethods {
  health: { params: { readonly probe?: boolean }; result: HealthResult };
  status: { params: Record<string, never>; result: StatusResult };
  "channels.status": { params: { readonly probe?: boolean; readonly timeoutMs?: number }; result: ChannelsStatusResult };
  "web.login.start": { params: WebLoginParams; result: WebLoginStartResult };
  "web.login.wait": { params: WebLoginParams & { readonly currentQrDataUrl?: string }; result: WebLoginWaitResult };
  agent: { params: AgentParams; result: AgentResult };
  "logs.tail": { params: LogsTailParams; result: LogsTailResult };
  "gateway.restart.request": { params: { readonly reason?: string }; result: RestartRequestResult };
}

const time = z.number().nullable().exactOptional();

export const botSchemas: { readonly [M in keyof BotMethods]: z.ZodType<BotMethods[M]["result"]> } = {
  health: z.object({
    ok: z.boolean(),
    ts: z.number(),
    plugins: z
      .object({
        loaded: z.array(z.string()),
        errors: z.array(z.object({ id: z.string(), error: z.string().exactOptional() })),
        unavailable: z.array(z.object({ id: z.string(), diagnostic: z.object({ reason: z.string().exactOptional(), detail: z.string().exactOptional() }).exactOptional() })).exactOptional(),
      })
      .exactOptional(),
    configReload: z.object({ hotReloadStatus: z.string() }).exactOptional(),
    eventLoop: z.object({ degraded: z.boolean(), reasons: z.array(z.string()) }).exactOptional(),
  }),
  status: z.object({
    runtimeVersion: z.string().exactOptional(),
    degradedSecretOwners: z.array(degradedSecretOwner).default([]),
    pid: z.number().exactOptional(),
    processMemory: z.object({ rssBytes: z.number(), heapUsedBytes: z.number() }).exactOptional(),
  }),
  "channels.status": z.object({
    ts: z.number(),
    channelOrder: z.array(z.string()),
    channelAccounts: z.record(
      z.string(),
      z.array(
        z.object({
          accountId: z.string(),
          enabled: z.boolean().exactOptional(),
          configured: z.boolean().exactOptional(),
          running: z.boolean().exactOptional(),
          connected: z.boolean().exactOptional(),
          linked: z.boolean().exactOptional(),
          lifecycle: z.string().exactOptional(),
          reconnectAttempts: z.number().exactOptional(),
          lastError: z.string().nullable().exactOptional(),
          lastStartAt: time,
          lastConnectedAt: time,
          lastInboundAt: time,
          lastOutboundAt: time,
          probe: z.object({ ok: z.boolean() }).exactOptional(),
        }),
      ),
    ),
  }),
  "web.login.start": z.object({ qrDataUrl: z.string().exactOptional(), message: z.string(), connected: z.boolean().exactOptional() }),
  "web.login.wait": z.object({ connected: z.boolean(), message: z.string(), qrDataUrl: z.string().exactOptional() }),
  agent: z.object({
    runId: z.string(),
    status: z.string(),
    summary: z.string().exactOptional(),
    result: z
      .object({
        payloads: z.array(z.object({ text: z.string().nullable().exactOptional() })).exactOptional(),
        meta: z.object({ durationMs: z.number().exactOptional() }).exactOptional(),
      })
      .exactOptional(),
  }),
  "logs.tail": z.object({
    file: z.string(),
    cursor: z.number(),
    lines: z.array(z.string()),
    truncated: z.boolean().exactOptional(),
    reset: z.boolean().exactOptional(),
  }),
  "gateway.restart.request": z.object({
    status: z.string(),
    preflight: z.object({ safe: z.boolean(), summary: z.string() }),
  }),
};
