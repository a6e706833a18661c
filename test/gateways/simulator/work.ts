import { randomUUID } from "node:crypto";
import { isPlainObject, valueAt } from "../../../sdk/config";
import type { Call } from "./line";
import { accepts } from "./vendors";

/** Something that was said to a bot, and what came of it. */
export interface SimulatedTurn {
  /** Key of its session, as `agent:main:support`. */
  readonly session: string;
  /** When, in ms since 1970. */
  readonly at: number;
  /** Until the answer, in ms. Default 1000. */
  readonly tookMs?: number;
  /** Default 0.001; null: its model has no price. */
  readonly cost?: number | null;
  /** Default 1000. */
  readonly tokens?: number;
  /** The model failed. Default false. */
  readonly isError?: boolean;
}

/** What a model says here. */
const reply = "OK";

/**
 * Runs a turn. It succeeds when the provider of the document's model is there, with a key that it takes.
 *
 * @param fail answers when it does not
 */
export function turn({ process, params, answer }: Call, fail: (model: string, runId: string) => void): void {
  const model = String(valueAt(process.running, ["agents", "defaults", "model", "primary"]) ?? "none");
  const provider = ["models", "providers", model.split("/")[0] ?? ""];
  const succeeds = isPlainObject(valueAt(process.running, provider)) && accepts(process, provider);
  const runId = String(params["idempotencyKey"]);
  const session = String(params["sessionKey"]);
  process.sessionIds.set(session, process.sessionIds.get(session) ?? String(params["sessionId"] ?? randomUUID()));
  answer({ runId, status: "accepted", acceptedAt: Date.now() });
  process.turns.push({ session, at: Date.now(), tookMs: 1, isError: !succeeds });
  if (succeeds) answer(said(runId, reply));
  else fail(model, runId);
}

/** The final answer to `agent`. */
export function said(runId: string, text: string): Readonly<Record<string, unknown>> {
  return { runId, status: "ok", summary: "completed", result: { payloads: [{ text, mediaUrl: null }], meta: { durationMs: 1 } } };
}

/** Answer of `chat.history`. */
export function history({ process, params, answer }: Call): void {
  const turns = process.turns.filter(({ session }) => session === params["sessionKey"]);
  const messages = turns.flatMap(({ at, isError }) => [
    { role: "user", content: [], timestamp: at },
    { role: "assistant", content: [], timestamp: at, ...(isError === true ? { stopReason: "error", errorMessage: "401 bad key" } : { stopReason: "stop" }) },
  ]);
  answer({ sessionKey: params["sessionKey"], messages: messages.slice(-Number(params["limit"] ?? 200)) });
}

/** @param archive what becomes of the turns of the session */
export function deleteSession({ process, params, answer }: Call, archive: (key: string, id: string) => void): void {
  const key = String(params["key"]);
  const id = process.sessionIds.get(key);
  process.sessionIds.delete(key);
  if (id !== undefined) archive(key, id);
  answer({ ok: true, key, deleted: id !== undefined, archived: [] });
}

/** Answer of `sessions.usage`, openclaw 2026.9.6: the turns of a time to the millisecond, whatever day they belong to. */
export function sessionsUsage({ process, params, answer }: Call): void {
  const [start, end] = [params["startDate"], params["endDate"]].map((date) => Date.parse(`${String(date)}T00:00:00Z`) - offsetMs(String(params["utcOffset"])));
  const turns = process.turns.filter(({ at }) => at >= (start ?? 0) && at < (end ?? 0) + 86_400_000);
  const keys = [...new Set(turns.map(({ session }) => session))];
  const isCounting = process.settings.countsUsage === false;
  const sessions = keys.map((key) => ({ key, usage: isCounting ? null : usageOf(turns.filter(({ session }) => session === key)) }));
  const cacheStatus = { status: isCounting ? "refreshing" : "fresh", cachedFiles: 0, pendingFiles: 0, staleFiles: 0 };
  answer({ updatedAt: Date.now(), startDate: params["startDate"], endDate: params["endDate"], sessions, ...(keys.length > 0 && { cacheStatus }) });
}

/** Answer of `usage.cost`, clawdbot 2026.1.24-3: of these days, one less, and no error of a model. */
export function usageCost({ process, params, answer }: Call): void {
  const days = Number(params["days"] ?? 30);
  const counted = process.turns.filter(({ at, isError }) => at >= Date.now() - (days - 1) * 86_400_000 && isError !== true);
  const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const daily = [...new Set(counted.map(({ at }) => dayOf(at)))].sort().map((date) => ({ date, ...totalsOf(counted.filter(({ at }) => dayOf(at) === date)) }));
  answer({ updatedAt: Date.now(), days, daily, totals: totalsOf(counted) });
}

function usageOf(turns: readonly SimulatedTurn[]): Readonly<Record<string, unknown>> {
  const times = turns.map(({ tookMs = 1_000 }) => tookMs).sort((a, b) => a - b);
  const count = turns.length;
  const latency = { count, avgMs: times.reduce((sum, ms) => sum + ms, 0) / count, p95Ms: times[Math.ceil(count * 0.95) - 1], minMs: times[0], maxMs: times.at(-1) };
  const errors = turns.filter(({ isError }) => isError === true).length;
  return { ...totalsOf(turns), messageCounts: { total: 2 * count, user: count, assistant: count, toolCalls: 0, toolResults: 0, errors }, latency };
}

function totalsOf(turns: readonly SimulatedTurn[]): Readonly<Record<string, number>> {
  const priced = turns.map(({ cost = 0.001 }) => cost);
  return {
    totalTokens: turns.reduce((sum, { tokens = 1_000 }) => sum + tokens, 0),
    totalCost: priced.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
    missingCostEntries: priced.filter((cost) => cost === null).length,
  };
}

function offsetMs(text: string): number {
  const [, sign, hours, minutes] = /^UTC([+-])(\d+):(\d+)$/.exec(text) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
