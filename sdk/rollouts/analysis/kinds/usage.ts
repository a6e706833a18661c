import { probeSession } from "../../../health";
import type { GatewayClient, SessionUsage } from "../../../gateway";
import type { Deadline } from "../../../deadline";
import { inconclusive, type JudgedBot, type Round, type Sample } from "./kind";
import type { AnalysisPace } from "../pace";
import { windowSince } from "./window";

/** What bots did in a time, without what Molthub asked them. */
export interface Usage {
  /** What was said to them. */
  readonly messages: number;
  /** Answers of models, and of tools. */
  readonly answers: number;
  /** Those that are errors. */
  readonly errors: number;
  readonly cost: number;
  /** Answers of models that have no price. */
  readonly unpriced: number;
  /** Of each session, how many answers were timed and how long 95 % of them took at most. */
  readonly latencies: readonly { readonly count: number; readonly p95Ms: number }[];
}

/** Both sides of a comparison, or why there is none. */
export type Compared<T> = { readonly touched: T; readonly baseline: T } | { readonly unknown: string };

// A comparison with fewer says nothing.
export const leastMessages = 5;

const mostSessions = 1_000;

/**
 * What a touched bot did since its change was proven, and what all untouched bots together did since the first change of the analysis was,
 * to the minute (`sessions.usage`, openclaw 2026.9.6): the same hours, not the same load. Of a bot with more than 1000 sessions, those that
 * spoke last. A Gateway's answer is up to 30 s old.
 */
export async function compareUsage(bot: JudgedBot, what: string, round: Round): Promise<Compared<Usage>> {
  if (bot.release.package === "clawdbot") return answersButUnknown(bot, `clawdbot ${bot.release.version} does not tell ${what}`, round);
  const others = round.baseline.filter(({ release }) => release.package !== "clawdbot");
  if (others.length === 0) return answersButUnknown(bot, "there is no untouched bot to compare it with", round);
  const [own, theirs] = await Promise.all([usageOf(bot, new Date(bot.verifiedAt), round), round.shared(() => usageOfAll(others, round))]);
  if (own === undefined) return { unknown: "its gateway still counts what its sessions used" };
  if (theirs.length === 0) return { unknown: "no untouched bot tells what it used" };
  return { touched: own, baseline: sumOf(theirs) };
}

/** What cannot be compared is not known; but of a bot that does not answer, it is not even known that it is there. */
export async function answersButUnknown(bot: JudgedBot, unknown: string, round: Round): Promise<{ readonly unknown: string }> {
  await round.ask(bot, round.pace.answer, () => Promise.resolve());
  return { unknown };
}

/** An untouched bot that does not answer is no fault of the change: there is less to compare with. */
async function usageOfAll(bots: readonly JudgedBot[], round: Round): Promise<Usage[]> {
  const since = firstChange(round);
  const looks = await Promise.allSettled(bots.map((bot) => usageOf(bot, since, round)));
  return looks.flatMap((look) => (look.status === "fulfilled" ? (look.value ?? []) : []));
}

async function usageOf(bot: JudgedBot, since: Date, round: Round): Promise<Usage | undefined> {
  const sessions = await round.ask(bot, round.pace.answer + round.pace.counting, (client, deadline) => untilCounted(client, since, round.pace, deadline));
  return sessions === undefined ? undefined : sumOf(sessions.filter(({ key }) => !isProbe(key)).map(usageOfSession));
}

/** Undefined when the Gateway has not counted in time: it begins to when it is asked. */
async function untilCounted(client: GatewayClient, since: Date, pace: AnalysisPace, deadline: Deadline): Promise<readonly SessionUsage[] | undefined> {
  for (const patience = deadline.atMost(pace.counting); ; await deadline.sleep(pace.poll)) {
    const { sessions, cacheStatus } = await client.call("sessions.usage", { agentScope: "all", limit: mostSessions, ...windowSince(since, new Date()) }, deadline);
    if (cacheStatus === undefined || cacheStatus.status === "fresh") return sessions;
    if (patience.expired) return undefined;
  }
}

/** When the first of the touched bots was changed. */
export function firstChange({ touched }: Round): Date {
  return new Date(Math.min(...touched.map(({ verifiedAt }) => Date.parse(verifiedAt))));
}

/** `agent:<agent>:<session>`. */
function isProbe(key: string): boolean {
  return (key.split(":")[2] ?? "").startsWith(probeSession);
}

function usageOfSession({ usage }: SessionUsage): Usage {
  const { user = 0, assistant = 0, toolResults = 0, errors = 0 } = usage?.messageCounts ?? {};
  return { messages: user, answers: assistant + toolResults, errors, cost: usage?.totalCost ?? 0, unpriced: usage?.missingCostEntries ?? 0, latencies: usage?.latency === undefined ? [] : [usage.latency] };
}

function sumOf(parts: readonly Usage[]): Usage {
  const sum = (field: "messages" | "answers" | "errors" | "cost" | "unpriced"): number => parts.reduce((total, part) => total + part[field], 0);
  return { messages: sum("messages"), answers: sum("answers"), errors: sum("errors"), cost: sum("cost"), unpriced: sum("unpriced"), latencies: parts.flatMap(({ latencies }) => latencies) };
}

/** Undefined when both sides have enough to be compared. */
export function tooFew(noun: string, touched: number, baseline: number): Sample | undefined {
  if (touched >= leastMessages && baseline >= leastMessages) return undefined;
  return inconclusive(`too few ${noun} since the change: ${String(touched)} of this bot, ${String(baseline)} of untouched ones, and ${String(leastMessages)} of each are needed`);
}
