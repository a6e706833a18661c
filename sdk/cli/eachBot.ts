import pLimit from "p-limit";

const atOnce = 32;

/** Does something to many bots, so many at a time; the results are in the order of the bots. */
export function eachBot<Bot, Result>(bots: readonly Bot[], work: (bot: Bot) => Promise<Result>): Promise<Result[]> {
  const limit = pLimit(atOnce);
  return Promise.all(bots.map((bot) => limit(() => work(bot))));
}
