import { z } from "zod";

/** Parameters of `sessions.usage` (scope operator.read; openclaw 2026.9.6, not among `features.methods`). */
export interface SessionsUsageParams {
  readonly agentScope: "all";
  /** Days as `mode` counts them; both or none. A day begins at any minute that `utcOffset` makes a midnight. */
  readonly startDate: string;
  readonly endDate: string;
  readonly mode: "specific";
  /** `UTC-9:04`; from -12:00 to +14:00. */
  readonly utcOffset: string;
  /** Sessions at most, those that spoke last. */
  readonly limit: number;
}

/** Whether a Gateway has counted all that it has. It counts when it is asked, and some seconds later it has. */
export interface UsageCacheStatus {
  /** "fresh", "refreshing", "stale" or "partial". */
  readonly status: string;
}

/** What one session did in the time that was asked for; deleted sessions included. */
export interface SessionUsage {
  /** `agent:<agent>:<session>`; of a deleted one, the id of the session stands last. */
  readonly key: string;
  /** Null while it is not counted yet. */
  readonly usage: {
    readonly totalCost: number;
    /** Answers of a model that has no price. */
    readonly missingCostEntries: number;
    readonly messageCounts?: { readonly user: number; readonly assistant: number; readonly toolResults: number; readonly errors: number };
    readonly latency?: { readonly count: number; readonly p95Ms: number };
  } | null;
}

/** Answer of `sessions.usage`: up to 30 s old. Without `cacheStatus` where nobody said anything in that time. */
export interface SessionsUsageResult {
  readonly sessions: readonly SessionUsage[];
  readonly cacheStatus?: UsageCacheStatus;
}

/** Answer of `usage.cost` (scope operator.read). `daily` are days as the Gateway's machine counts them. */
export interface UsageCostResult {
  readonly daily: readonly { readonly date: string; readonly totalTokens: number; readonly totalCost: number; readonly missingCostEntries: number }[];
  readonly cacheStatus?: UsageCacheStatus;
}

/** Answer of `chat.history` (scope operator.read): the last messages of a session, without what was said. */
export interface ChatHistoryResult {
  readonly messages: readonly {
    readonly role?: string;
    /** "error" of an answer that the model did not give. */
    readonly stopReason?: string;
  }[];
}

/** Answer of `plugins.list` (scope operator.read; openclaw 2026.9.6): also those that are not installed. */
export interface PluginsListResult {
  readonly plugins: readonly {
    readonly id: string;
    readonly installed: boolean;
    readonly enabled: boolean;
    /** `active`, `service-failed`, `disabled`, or `unloaded`, as are plugins that nothing has needed yet. */
    readonly runtime: { readonly state: string; readonly error?: string };
  }[];
}

/** The methods by which a bot's work is judged. */
export interface UsageMethods {
  "sessions.usage": { params: SessionsUsageParams; result: SessionsUsageResult };
  /** `days` goes back so many times 24 hours, less one (clawdbot 2026.1.24-3). */
  "usage.cost": { params: { readonly days: number }; result: UsageCostResult };
  "chat.history": { params: { readonly sessionKey: string; readonly limit: number }; result: ChatHistoryResult };
  /** Ends what the session is at, and archives what was said in it (scope operator.admin). */
  "sessions.delete": { params: { readonly key: string }; result: { readonly deleted: boolean } };
  "plugins.list": { params: Record<string, never>; result: PluginsListResult };
}

const cacheStatus = z.object({ status: z.string() }).exactOptional();

export const usageSchemas: { readonly [M in keyof UsageMethods]: z.ZodType<UsageMethods[M]["result"]> } = {
  "sessions.usage": z.object({
    sessions: z.array(
      z.object({
        key: z.string(),
        usage: z
          .object({
            totalCost: z.number(),
            missingCostEntries: z.number(),
            messageCounts: z.object({ user: z.number(), assistant: z.number(), toolResults: z.number(), errors: z.number() }).exactOptional(),
            latency: z.object({ count: z.number(), p95Ms: z.number() }).exactOptional(),
          })
          .nullable(),
      }),
    ),
    cacheStatus,
  }),
  "usage.cost": z.object({ daily: z.array(z.object({ date: z.string(), totalTokens: z.number(), totalCost: z.number(), missingCostEntries: z.number() })), cacheStatus }),
  "chat.history": z.object({ messages: z.array(z.object({ role: z.string().exactOptional(), stopReason: z.string().exactOptional() })) }),
  "sessions.delete": z.object({ deleted: z.boolean() }),
  "plugins.list": z.object({ plugins: z.array(z.object({ id: z.string(), installed: z.boolean(), enabled: z.boolean(), runtime: z.object({ state: z.string(), error: z.string().exactOptional() }) })) }),
};
