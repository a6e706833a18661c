import { shortList } from "../../shortList";
import type { ChangeGroup, PlanSummary } from "./summary";

/** How many names are told at most. */
export const shownNames = 8;

/** A plan for a terminal. */
export function asText(summary: PlanSummary): string {
  const { created, deleted, starting, goingOn, groups, undo } = summary;
  return [
    ...lines(created, (names) => `${botsText(names)}: created`),
    ...lines(deleted, (names) => `${botsText(names)}: deleted`),
    ...lines(starting, (names) => `${botsText(names)}: started`),
    ...lines(goingOn, (names) => `${botsText(names)}: ${unproven}`),
    ...groups.map(groupText),
    ...undo.map(({ text, bots }) => `${botsText(bots)}: ${text}`),
    countsText(summary),
  ].join("\n");
}

/** A plan as one comment on a pull request. */
export function asMarkdown(stack: string, summary: PlanSummary): string {
  const { created, deleted, starting, goingOn, groups, undo } = summary;
  const rows = groups.map(({ bots, path, change, class: kind, note }) => `| ${cell(botsText(bots))} | ${code(path)} | ${change === undefined ? "" : code(change)} | ${kind}${note === undefined ? "" : ` (${note})`} |`);
  return [
    `### Molthub plan for \`${stack}\``,
    "",
    `**${countsText(summary)}**`,
    ...lines(created, (names) => `- created: ${names.join(", ")}`),
    ...lines(deleted, (names) => `- deleted: ${names.join(", ")}`),
    ...lines(starting, (names) => `- started: ${names.join(", ")}`),
    ...lines(goingOn, (names) => `- ${unproven}: ${names.join(", ")}`),
    ...(rows.length === 0 ? [] : ["", "| bots | path | change | takes effect |", "| --- | --- | --- | --- |", ...rows]),
    ...(undo.length === 0 ? [] : ["", ...undo.map(({ text, bots }) => `- ${botsText(bots)}: ${text}`)]),
  ].join("\n");
}

function groupText({ bots, path, change, class: kind, note }: ChangeGroup): string {
  return `${botsText(bots)}: ${path}${change === undefined ? "" : ` ${change}`}, ${kind}${note === undefined ? "" : ` (${note})`}`;
}

const unproven = "no new change; the update goes on with what is not proven yet (a change that did not reach it, a new address or token)";

function countsText({ created, deleted, restarting, starting, hot, unchanged, goingOn, unreachable }: PlanSummary): string {
  const counts = [
    ...counted(created, "created"),
    ...counted(deleted, "deleted"),
    ...counted(starting, starting.length === 1 ? "starts" : "start"),
    `${String(restarting.length)} ${restarting.length === 1 ? "bot restarts" : "bots restart"}`,
    `${String(hot.length)} hot`,
    `${String(unchanged.length)} unchanged`,
    ...counted(goingOn, "to go on with"),
    ...(unreachable.length === 0 ? [] : [`${String(unreachable.length)} unreachable (${shortList(unreachable, shownNames)})`]),
  ];
  return counts.join(", ");
}

function counted(names: readonly string[], what: string): string[] {
  return names.length === 0 ? [] : [`${String(names.length)} ${what}`];
}

function lines(names: readonly string[], text: (names: readonly string[]) => string): string[] {
  return names.length === 0 ? [] : [text(names)];
}

/** One bot by its name, several by number and names. */
export function botsText(names: readonly string[]): string {
  return names.length === 1 ? `bot ${names.join("")}` : `${String(names.length)} bots (${shortList(names, shownNames)})`;
}

/** Text that is shown as it is, whatever it holds: a fence longer than every run of backticks in it. */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${cell(text)}${fence}` : `${fence} ${cell(text)} ${fence}`;
}

// A bar would end the cell, a line break the table.
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
