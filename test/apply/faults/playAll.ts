import pLimit from "p-limit";
import { diffDocuments } from "../../../sdk/config";
import { problemsOf } from "./judge";
import type { History } from "./run";
import { drawn, type Scenario } from "./scenario";
import { playSimulated } from "./simulatedBot";

// So many at a time: they mostly wait.
const atOnce = 12;

/** The seed of this test run: that of the environment (`MOLTHUB_SEED`); if unset, `otherwise`, by default another one each time. */
export function seedOfRun(otherwise = Date.now() % 1_000_000_000): number {
  return Number(process.env["MOLTHUB_SEED"] ?? otherwise);
}

/**
 * Plays scenarios, and tells those in which something did not hold, with what is needed to play them again: the seed, and which of its
 * scenarios it was (`MOLTHUB_RUN`, from 0, plays that one alone).
 */
export async function failuresOf(count: number, seed = seedOfRun()): Promise<string[]> {
  const limit = pLimit(atOnce);
  const failures = await Promise.all(chosen(drawn(count, seed), seed).map(({ scenario, name }) => limit(() => failureOf(scenario, name, playSimulated))));
  return failures.flat();
}

/** Those to be played, with what names them to who wants to play one again. */
export function chosen(scenarios: readonly Scenario[], seed: number): { readonly scenario: Scenario; readonly name: string }[] {
  const only = process.env["MOLTHUB_RUN"];
  const named = scenarios.map((scenario, at) => ({ scenario, at, name: `MOLTHUB_SEED=${String(seed)} MOLTHUB_RUN=${String(at)}` }));
  return named.filter(({ at }) => only === undefined || at === Number(only));
}

/** Plays one, and tells what did not hold. */
export async function failureOf(scenario: Scenario, name: string, play: (scenario: Scenario) => Promise<History>): Promise<string[]> {
  try {
    const history = await play(scenario);
    const problems = problemsOf(history);
    return problems.length === 0 ? [] : [`${name}: ${problems.join("; ")}\n${brief(scenario)}\n${history.methods.join(" ")}`];
  } catch (error) {
    return [`${name}: the run itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n${brief(scenario)}`];
  }
}

function brief({ old, wanted, ...rest }: Scenario): string {
  return `${JSON.stringify(rest)} changes ${diffDocuments(old, wanted).map(({ path, before, after }) => `${path.join(".")}: ${short(before)} -> ${short(after)}`).join(", ")}`;
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? "none").slice(0, 60);
}
