import type { ChangeGroup, PlanSummary } from "./summary";

const shownNames = 8;

/** A plan for a terminal. */
export function asText(summary: PlanSummary): string {
  const { created, deleted, groups, undo } = summary;
  return [
    ...lines(created, (names) => `${botsText(names)}: created`),
    ...lines(deleted, (names) => `${botsText(names)}: deleted`),
    ...groups.map(groupText),
    ...undo,
    countsText(summary),
  ].join("\n");
}

/** A plan as one comment on a pull request. */
export function asMarkdown(stack: string, summary: PlanSummary): string {
  const { created, deleted, groups, undo } = summary;
  const rows = groups.map(({ bots, path, change, class: kind, note }) => `| ${cell(botsText(bots))} | \`${cell(path)}\` | ${change === undefined ? "" : `\`${cell(change)}\``} | ${kind}${note === undefined ? "" : ` (${note})`} |`);
  return [
    `### Molthub plan for \`${stack}\``,
    "",
    `**${countsText(summary)}**`,
    ...lines(created, (names) => `- created: ${names.join(", ")}`),
    ...lines(deleted, (names) => `- deleted: ${names.join(", ")}`),
    ...(rows.length === 0 ? [] : ["", "| bots | path | change | takes effect |", "| --- | --- | --- | --- |", ...rows]),
    ...(undo.length === 0 ? [] : ["", ...undo.map((note) => `- ${note}`)]),
  ].join("\n");
}

function groupText({ bots, path, change, class: kind, note }: ChangeGroup): string {
  return `${botsText(bots)}: ${path}${change === undefined ? "" : ` ${change}`}, ${kind}${note === undefined ? "" : ` (${note})`}`;
}

function countsText({ created, deleted, restarting, starting, hot, unchanged, unreachable }: PlanSummary): string {
  const counts = [
    ...counted(created, "created"),
    ...counted(deleted, "deleted"),
    ...counted(starting, starting.length === 1 ? "starts" : "start"),
    `${String(restarting.length)} ${restarting.length === 1 ? "bot restarts" : "bots restart"}`,
    `${String(hot.length)} hot`,
    `${String(unchanged.length)} unchanged`,
    ...(unreachable.length === 0 ? [] : [`${String(unreachable.length)} unreachable (${shortList(unreachable)})`]),
  ];
  return counts.join(", ");
}

function counted(names: readonly string[], what: string): string[] {
  return names.length === 0 ? [] : [`${String(names.length)} ${what}`];
}

function lines(names: readonly string[], text: (names: readonly string[]) => string): string[] {
  return names.length === 0 ? [] : [text(names)];
}

function botsText(names: readonly string[]): string {
  return names.length === 1 ? `bot ${names.join("")}` : `${String(names.length)} bots (${shortList(names)})`;
}

function shortList(names: readonly string[]): string {
  return names.length > shownNames ? `${names.slice(0, shownNames).join(", ")}, ...` : names.join(", ");
}

// A bar would end the cell, a line break the table.
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
