import { chosen, failureOf } from "./playAll";
import type { Line } from "./pools";
import { RealBot } from "./realBot";
import { play, type History } from "./run";
import { drawnForReal, type Scenario } from "./scenario";

const reportEvery = 5;

/** Plays scenarios on one real gateway, and tells those in which something did not hold. After such a one it is another gateway. */
export async function realFailuresOf(line: Line, count: number, seed: number): Promise<string[]> {
  const failures: string[] = [];
  const tally = new Tally();
  let bot: RealBot | undefined;
  const playIt = async (scenario: Scenario): Promise<History> => {
    bot ??= await RealBot.start(line, scenario.old);
    const history = await play(scenario, bot);
    tally.count(history);
    return history;
  };
  for (const [at, { scenario, name }] of chosen(drawnForReal(line, count, seed), seed).entries()) {
    const failed = await failureOf(scenario, name, playIt);
    failures.push(...failed);
    if (failed.length > 0) {
      console.log(failed.join("\n"));
      await bot?.stop(name);
      bot = undefined;
    }
    if (at % reportEvery === reportEvery - 1) console.log(`${line} ${name}: ${String(at + 1)} runs, ${String(failures.length)} failures; ${tally.words()}`);
  }
  await bot?.stop();
  console.log(`${line}: ${tally.words()}`);
  return failures;
}

/** What went wrong how often, and what came of it. */
class Tally {
  private readonly counts = new Map<string, number>();

  count({ scenario: { trouble }, attempt, isStruck }: History): void {
    this.add(isStruck ? trouble.kind : `${trouble.kind} (too late)`);
    this.add(attempt.proof !== undefined ? "=live" : `=${attempt.told.at(-1)?.event ?? "nothing told"}`);
  }

  words(): string {
    return [...this.counts].sort().map(([what, times]) => `${what} ${String(times)}`).join(", ");
  }

  private add(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}
