import type { GuardSettings, OptionSchemas, RuleMetadata, RuleSettings } from "@molthub/pulumi/policies";

type DescribedRule = RuleMetadata & { readonly options: OptionSchemas };

/** The rules, and the packs that are made of them. */
export interface DescribedPolicies {
  readonly rules: Readonly<Record<string, DescribedRule>>;
  readonly packs: Readonly<Record<string, GuardSettings>>;
  readonly settingsOf: (settings: GuardSettings) => Readonly<Record<string, RuleSettings>>;
}

/** The part of docs/policies.md that comes from the metadata of the rules. */
export function docsOf({ rules, packs, settingsOf }: DescribedPolicies): string {
  const settings = Object.entries(packs).map(([pack, given]) => [pack, settingsOf(given)] as const);
  const table = [
    `| Rule | Severity | ${settings.map(([pack]) => pack).join(" | ")} | Holds when nothing is found |`,
    `| --- | --- | ${settings.map(() => "---").join(" | ")} | --- |`,
    ...Object.values(rules).map(({ name, severity, description }) => `| [${name}](#${name}) | ${severity} | ${settings.map(([, of]) => settingText(of[name])).join(" | ")} | ${description} |`),
  ];
  return [table.join("\n"), ...Object.values(rules).map(section)].join("\n\n");
}

function settingText(settings: RuleSettings | undefined): string {
  if (settings === undefined) return "";
  const options = Object.entries(settings.options).map(([name, value]) => `\`${name}: ${JSON.stringify(value)}\``);
  return [settings.level, ...options].join(", ");
}

function section({ name, description, why, evidence, remedy, framework, options }: DescribedRule): string {
  const described = Object.entries(options).map(([option, schema]) => `| \`${option}\` | ${schema.type === "array" ? "names" : schema.type} | \`${JSON.stringify(schema.default)}\` | ${schema.description} |`);
  return [
    `### ${name}`,
    description,
    `**Why.** ${why}`,
    `**Remedy.** ${remedy}`,
    `**Looks at.** ${evidence}`,
    `**Framework.** ${framework.name} ${framework.version}, ${framework.reference}: ${framework.specification}.`,
    ...(described.length === 0 ? [] : [["| Option | Type | If unset | |", "| --- | --- | --- | --- |", ...described].join("\n")]),
  ].join("\n\n");
}
