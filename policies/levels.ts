import { readOptions, type OptionsOf } from "./options";
import { rules, type RuleName, type Rules } from "./rules";
import { MolthubError } from "../sdk/errors";

/** What a violation means: a note, a stop, or nothing because the rule is not run. */
export type Level = "advisory" | "mandatory" | "disabled";

type SettingsOf<Name extends RuleName> = { readonly level?: Level; readonly strict?: boolean } & Partial<OptionsOf<Rules[Name]["options"]>>;

/** What a pack is made with: a level for all rules, and for each rule a level, or a level and options. */
export type GuardSettings = {
  /** Of the rules that have no level of their own. If unset, mandatory. */
  readonly all?: Level;
  /** True: what is not known in a preview is a violation there already. If unset, false: it is decided at up, before the bot is written. */
  readonly strict?: boolean;
} & { readonly [Name in RuleName]?: Level | SettingsOf<Name> };

/** How one rule is run, before anybody configures the pack. */
export interface RuleSettings {
  readonly level: Level;
  readonly strict: boolean;
  readonly options: Readonly<Record<string, unknown>>;
}

const levels: readonly unknown[] = ["advisory", "mandatory", "disabled"];

/**
 * The settings of every rule.
 *
 * @throws MolthubError `invalid-policy-settings` for a rule, a level or an option that there is not
 */
export function settingsOf(settings: GuardSettings): Record<RuleName, RuleSettings> {
  const { all = "mandatory", strict = false, ...given } = settings;
  requireLevel(all, "all");
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(rules, name));
  if (unknown !== undefined) throw invalid(`${JSON.stringify(unknown)} is not a rule. There are ${Object.keys(rules).join(", ")}.`);
  return Object.fromEntries((Object.keys(rules) as RuleName[]).map((name) => [name, settingsOfRule(name, given[name], all, strict)])) as Record<RuleName, RuleSettings>;
}

function settingsOfRule(name: RuleName, given: Level | SettingsOf<RuleName> | undefined, all: Level, strictAll: boolean): RuleSettings {
  const { level = all, strict = strictAll, ...options } = typeof given === "string" ? { level: given } : (given ?? {});
  requireLevel(level, name);
  const [wrong] = readOptions(rules[name].options, options).wrong;
  if (wrong !== undefined) throw invalid(`${name}: ${JSON.stringify(wrong)} is not an option of this rule, or not of its type. There are ${["level", "strict", ...Object.keys(rules[name].options)].join(", ")}.`);
  return { level, strict, options };
}

function requireLevel(level: unknown, where: string): void {
  if (!levels.includes(level)) throw invalid(`${where}: the level must be one of ${levels.join(", ")}.`);
}

function invalid(what: string): MolthubError {
  return new MolthubError("invalid-policy-settings", `policy pack: ${what}`);
}
