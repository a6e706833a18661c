import { holdsUnknown } from "../config";
import { changedProperties } from "./equal";
import type { Properties } from "./handler";

/** What a change of a bot's host does to the bot, known before anything is done. Names only, never a value. */
export interface HostImpact {
  /** `create`: a new bot. `start`: it is not running. `restart`: it runs, and takes the change by a restart. `unchanged`: nothing is done. */
  readonly class: "create" | "start" | "restart" | "unchanged";
  /** What changes, in the words of the bot's arguments, as in `env.ANTHROPIC_API_KEY`. Absent when nothing does. */
  readonly changes?: readonly string[];
}

// What the process is started with.
const startInputs = ["release", "port", "token", "heapMb"] as const;

/** @param olds inputs of the last update, or what a refresh made of them; none for a new bot */
export function hostImpactOf(olds: Properties, news: Properties): HostImpact {
  if (olds["bot"] === undefined) return { class: "create" };
  const changes = [...changedProperties(olds, news, startInputs).map((name) => (name === "release" ? "gateway.version" : name)), ...new Set([...changedMembers("env", olds["environment"], news["environment"]), ...changedMembers("env", olds["environmentFrom"] ?? {}, news["environmentFrom"] ?? {})]), ...changedMembers("plugins", olds["plugins"] ?? {}, news["plugins"] ?? {})];
  const stopped = olds["state"] !== news["state"];
  if (changes.length === 0) return { class: stopped ? "start" : "unchanged" };
  return { class: stopped ? "start" : "restart", changes };
}

function changedMembers(argument: string, olds: unknown, news: unknown): string[] {
  if (typeof news !== "object" || news === null) return holdsUnknown(news) ? [argument] : [];
  const before = (typeof olds === "object" && olds !== null ? olds : {}) as Properties;
  const after = news as Properties;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return changedProperties(before, after, names).map((name) => `${argument}.${name}`);
}
