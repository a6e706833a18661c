import { formatPath } from "../../sdk/config";
import { judgeResource, type JudgedResource } from "../../policies/judgeResource";
import { readOptions } from "../../policies/options";
import type { Judge, Rule, Violation } from "../../policies/rule";

/** What a rule has against these resources, one after another in one run. */
export function violationsOf(rule: Rule, resources: readonly JudgedResource[], given: Readonly<Record<string, unknown>> = {}): Violation[] {
  const { options, wrong } = readOptions(rule.options, given);
  if (wrong.length > 0) throw new Error(`no options of ${rule.name}: ${wrong.join(", ")}`);
  const judge = rule.begin() as Judge<unknown>;
  return resources.flatMap((resource) => judgeResource(rule, judge, options, resource));
}

/** Bot and path of each; what is not known yet begins with a question mark. */
export function told(violations: readonly Violation[]): string[] {
  return violations.map(({ bot, path, pattern = formatPath(path), undecided }) => `${undecided === true ? "?" : ""}${bot === "alice" ? "" : `${bot}: `}${pattern}`);
}
