import pc from "picocolors";
import type { CheckResult, Verdict } from "../../health";

/** What was found of one bot. */
export interface BotExamination {
  readonly bot: string;
  readonly checks: readonly CheckResult[];
}

const labels: Readonly<Record<Exclude<Verdict, "ok">, string>> = { failed: pc.red("failed "), warning: pc.yellow("warning"), unknown: pc.dim("unknown") };

/** True for a bot in which a check failed. */
export function isIll({ checks }: BotExamination): boolean {
  return checks.some(({ verdict }) => verdict === "failed");
}

/** Examinations for a terminal: a line for a well bot, and what ails the others. */
export function asText(examinations: readonly BotExamination[]): string {
  const ill = examinations.filter(isIll).length;
  const counts = [`${String(examinations.length - ill)} of ${String(examinations.length)} bots without a failed check`];
  return [...examinations.map(botText), ...counts].join("\n");
}

function botText({ bot, checks }: BotExamination): string {
  const having = (wanted: Verdict): CheckResult[] => checks.filter(({ verdict }) => verdict === wanted);
  const [failed, warnings, unknowns] = [having("failed"), having("warning"), having("unknown")];
  if (failed.length + warnings.length === 0) return `bot ${bot}: ${unknowns.length === 0 ? `well (${String(checks.length)} checks)` : `well, as far as it can be seen; not known: ${unknownText(unknowns)}`}`;
  const counts = [...counted(failed, "failed"), ...counted(warnings, warnings.length === 1 ? "warning" : "warnings"), ...counted(unknowns, "unknown")];
  return [`bot ${bot}: ${counts.join(", ")}`, ...[...failed, ...warnings].map(resultText), ...(unknowns.length === 0 ? [] : [`  ${labels.unknown}  ${unknownText(unknowns)}`])].join("\n");
}

function counted(results: readonly CheckResult[], what: string): string[] {
  return results.length === 0 ? [] : [`${String(results.length)} ${what}`];
}

function resultText({ check, verdict, what, remedy }: CheckResult): string {
  const [first = "", ...more] = what.split("\n");
  return [`  ${labels[verdict as "failed" | "warning"]}  ${check}: ${first}`, ...[...more, ...(remedy === undefined ? [] : [`-> ${remedy}`])].map((line) => `           ${line}`)].join("\n");
}

/** Checks that lack evidence for one reason are told together. */
function unknownText(results: readonly CheckResult[]): string {
  const reasons = new Map<string, string[]>();
  for (const { check, what } of results) reasons.set(what, [...(reasons.get(what) ?? []), check]);
  return [...reasons].map(([what, names]) => `${names.join(", ")} (${what.replaceAll("\n", " ")})`).join("; ");
}
