import { countedBots } from "../../countedBots";
import { shortList } from "../../shortList";
import { botsText, shownNames } from "../plan/asText";
import { changeText } from "../plan/summary";
import type { DriftEntry } from "../../config";
import type { BotDrift } from "./askDrift";

/** True for a bot that differs. */
export function hasDrifted({ entries, differs }: BotDrift): boolean {
  return entries.length > 0 || differs !== undefined;
}

/** Drift for a terminal, equal drift of several bots once. */
export function asText(drifts: readonly BotDrift[]): string {
  const groups = new Map<string, { bots: string[]; text: string; whole: Set<string> }>();
  const add = (bot: string, key: readonly unknown[], text: string, whole: unknown = text): void => {
    const group = groups.get(JSON.stringify(key)) ?? { bots: [], text, whole: new Set() };
    group.bots.push(bot);
    // What is shortened may look alike, and differ.
    group.whole.add(JSON.stringify(whole));
    groups.set(JSON.stringify(key), group);
  };
  for (const { bot, entries, differs, behind, hiddenUnknown } of drifts) {
    for (const entry of entries) if (entry.kind !== "hidden") add(bot, [entry.path, entry.kind], entryText(entry), entry);
    const hidden = entries.flatMap(({ path, kind }) => (kind === "hidden" ? [path] : []));
    if (hidden.length > 0) add(bot, ["hidden", hidden], hiddenText(hidden));
    if (differs !== undefined) add(bot, ["differs", differs], differs);
    if (behind !== undefined) add(bot, ["behind", behind], behind);
    if (hiddenUnknown) add(bot, ["hiddenUnknown"], "whether a value changed that the gateway does not show cannot be told");
  }
  const told = [...groups].map(([key, { bots, text, whole }]) => `${botsText(bots)}: ${whole.size === 1 ? text : differentText(key)}`);
  return [...told, countsText(drifts)].join("\n");
}

function entryText({ path, kind, before, after }: DriftEntry): string {
  if (kind === "baked") return `${path} ${JSON.stringify(before)}: the reference was replaced by its value or another one`;
  return `${path} ${changeText({ before, after, unknown: false })}`;
}

function differentText(key: string): string {
  const [path, kind] = JSON.parse(key) as [string, string];
  return `${path} ${kind}, each otherwise`;
}

function hiddenText(paths: readonly string[]): string {
  return `hidden change: ${paths.length === 1 ? "" : "one of "}${shortList(paths, shownNames)}`;
}

function countsText(drifts: readonly BotDrift[]): string {
  const drifted = drifts.filter(hasDrifted).length;
  const unreachable = drifts.filter((one) => one.unreachable !== undefined).map(({ bot }) => bot);
  return [
    drifted === 0 ? "no bot drifted" : `${countedBots(drifted)} drifted`,
    `${String(drifts.length - drifted - unreachable.length)} as applied`,
    ...(unreachable.length === 0 ? [] : [`${String(unreachable.length)} unreachable (${shortList(unreachable, shownNames)})`]),
  ].join(", ");
}
