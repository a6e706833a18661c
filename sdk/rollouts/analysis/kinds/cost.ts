import type { Deadline } from "../../../deadline";
import type { GatewayClient } from "../../../gateway";
import { failed, inconclusive, passed, type BotMetric, type JudgedBot, type Round, type Sample } from "./kind";
import { answersButUnknown, compareUsage, firstChange, tooFew } from "./usage";

/** Options of the metric `cost`. */
export interface CostOptions {
  /** So many times the cost of untouched bots a touched one may have. Default 1.5. */
  readonly maxRatio?: number;
}

/** What something costs, in the currency of the models' prices. */
interface Price {
  readonly cost: number;
  /** What it is shared by. */
  readonly units: number;
  readonly unpriced: number;
}

/**
 * What a message to the bot costs since the change, all that answering it took included: of a touched bot, against all untouched bots together
 * in the same time (`sessions.usage`, openclaw 2026.9.6). A Clawdbot (2026.1.24-3) tells cost and tokens by days, and no messages: of it, what
 * a thousand tokens cost since the day of the change, the hours before the change included, against untouched Clawdbots (`usage.cost`). That day
 * is of UTC: a gateway whose clock is elsewhere tells some hours more or less.
 */
export function cost({ maxRatio = 1.5 }: CostOptions): BotMetric {
  return {
    of: "each",
    sample: (bot, round) => (bot.release.package === "clawdbot" ? byTokens(bot, maxRatio, round) : byMessages(bot, maxRatio, round)),
  };
}

async function byMessages(bot: JudgedBot, maxRatio: number, round: Round): Promise<Sample> {
  const compared = await compareUsage(bot, "what its messages cost", round);
  if ("unknown" in compared) return inconclusive(compared.unknown);
  const { touched, baseline } = compared;
  const few = tooFew("messages", touched.messages, baseline.messages);
  return few ?? judge({ ...touched, units: touched.messages }, { ...baseline, units: baseline.messages }, "message", maxRatio);
}

async function byTokens(bot: JudgedBot, maxRatio: number, round: Round): Promise<Sample> {
  const others = round.baseline.filter(({ release }) => release.package === "clawdbot");
  if (others.length === 0) return inconclusive((await answersButUnknown(bot, "there is no untouched Clawdbot to compare it with", round)).unknown);
  const pricesOf = (bots: readonly JudgedBot[], since: Date): Promise<Price>[] => bots.map((one) => round.ask(one, round.pace.answer, (client, deadline) => priceSince(client, since, deadline)));
  const baseline = round.shared(async () => {
    const looks = await Promise.allSettled(pricesOf(others, firstChange(round)));
    return sumOf(looks.flatMap((look) => (look.status === "fulfilled" ? look.value : [])));
  });
  const [touched, theirs] = await Promise.all([...pricesOf([bot], new Date(bot.verifiedAt)), baseline]);
  if (touched === undefined || theirs === undefined || touched.units === 0 || theirs.units === 0) return inconclusive("it or the untouched Clawdbots have used no tokens since the change");
  return judge(touched, theirs, "thousand tokens", maxRatio);
}

async function priceSince(client: GatewayClient, since: Date, deadline: Deadline): Promise<Price> {
  // One more than the days between: the Gateway takes a day off, and its midnight may be another.
  const days = Math.ceil((Date.now() - since.getTime()) / 86_400_000) + 2;
  const { daily } = await client.call("usage.cost", { days }, deadline);
  const first = since.toISOString().slice(0, 10);
  return sumOf(daily.filter(({ date }) => date >= first).map(({ totalCost, totalTokens, missingCostEntries }) => ({ cost: totalCost, units: totalTokens / 1_000, unpriced: missingCostEntries })));
}

function sumOf(prices: readonly Price[]): Price {
  return prices.reduce((sum, { cost: more, units, unpriced }) => ({ cost: sum.cost + more, units: sum.units + units, unpriced: sum.unpriced + unpriced }), { cost: 0, units: 0, unpriced: 0 });
}

function judge(touched: Price, baseline: Price, unit: string, maxRatio: number): Sample {
  if (touched.unpriced > 0) return inconclusive("its model has no price in its document: what it costs cannot be told");
  if (baseline.unpriced > 0 || baseline.cost === 0) return inconclusive("the models of untouched bots have no price in their documents, or cost nothing");
  const [own, theirs] = [touched.cost / touched.units, baseline.cost / baseline.units];
  if (own <= theirs * maxRatio) return passed;
  return failed(`a ${unit} costs ${own.toPrecision(3)}, of untouched bots ${theirs.toPrecision(3)}: ${(own / theirs).toFixed(1)} times as much, and ${String(maxRatio)} are allowed`);
}
