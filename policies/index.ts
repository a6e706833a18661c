export { settingsOf, type GuardSettings, type Level, type RuleSettings } from "./levels";
export type { OptionSchemas } from "./options";
export type { Rule, RuleMetadata } from "./rule";
export { MolthubGuard } from "./molthubGuard";
export { baseline, production } from "./packs";
export { rules, type RuleName, type Rules } from "./rules";
