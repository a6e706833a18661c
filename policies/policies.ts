import type { ReportViolation, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { judgeResource, typesOf, violationText, type JudgedResource } from "./judgeResource";
import type { EngineSettings } from "./engineSettings";
import type { RuleSettings } from "./levels";
import { readOptions } from "./options";
import { plainInputs } from "./plainInputs";
import type { Judge, Rule, Violation } from "./rule";
import { rules, type RuleName } from "./rules";

/** Every rule as a policy of Pulumi's, and one that judges how they are configured. */
export function policiesOf(settings: Readonly<Record<RuleName, RuleSettings>>, engine: EngineSettings): ResourceValidationPolicy[] {
  const read = inputsReader();
  const own = (Object.keys(rules) as RuleName[]).map((name) => policyOf(rules[name], settings[name], engine, read));
  return [configurationPolicy(engine, own.map(({ name }) => name)), ...own];
}

function policyOf(rule: Rule, settings: RuleSettings, engine: EngineSettings, read: InputsReader): ResourceValidationPolicy {
  const { name, severity, description, why, remedy, framework, options } = rule;
  const judge = rule.begin() as Judge<unknown>;
  const types = typesOf(judge);
  const validate = (args: ResourceValidationArgs, report: ReportViolation): void => {
    if (!types.includes(args.type)) args.notApplicable(`Policy only applies to ${types.join(", ")}`);
    const resource: JudgedResource = { type: args.type, urn: args.urn, parent: args.opts.parent, inputs: read(name, args) };
    const { strict = settings.strict, ...given } = args.getConfig<Record<string, unknown>>();
    const { options: chosen, wrong } = readOptions(options, { ...settings.options, ...given });
    const found = wrong.length > 0 ? [wrongOption(rule, wrong, resource)] : judged(rule, judge, chosen, resource);
    for (const violation of found) tell(report, violation, violation.undecided === true && strict !== true && engine.isPreview());
  };
  return {
    name,
    severity,
    description,
    remediationSteps: remedy,
    framework,
    displayName: name,
    tags: [why],
    enforcementLevel: settings.level,
    configSchema: { properties: { ...schemasWithDefaults(rule, settings), strict: { type: "boolean", default: settings.strict } } },
    // A type lets the SDK skip a policy before it reads the resource.
    validateResource: types.length === 1 ? Object.assign(validate, { __pulumiType: types[0] }) : validate,
  };
}

/** A rule that fails on a bot has not judged it. What it says may hold a value. */
function judged(rule: Rule, judge: Judge<unknown>, options: unknown, resource: JudgedResource): Violation[] {
  try {
    return judgeResource(rule, judge, options, resource);
  } catch (error) {
    const kind = error instanceof Error ? error.name : "unknown";
    return [{ rule: rule.name, bot: resource.urn.split("::").at(-1) ?? "", path: [], what: `could not be judged, because the rule itself failed (${kind})`, remedy: "Tell the makers of Molthub, and switch this rule off until then." }];
  }
}

function wrongOption(rule: Rule, wrong: readonly string[], { urn }: JudgedResource): Violation {
  return { rule: rule.name, bot: urn.split("::").at(-1) ?? "", path: ["option", ...wrong.slice(0, 1)], what: "is not an option of this rule, or not of its type", remedy: `Use ${["strict", ...Object.keys(rule.options)].join(", ")}.` };
}

/** What is not known yet must not stop a preview; the update judges it again. */
function tell(report: ReportViolation, violation: Violation, mayWait: boolean): void {
  const message = violationText(violation);
  sayTo(report, mayWait ? { message, enforcementLevel: "advisory" } : { message });
}

/** The object form, which the SDK reads and its types do not tell of: with a level of one violation, and no description before it (@pulumi/policy 1.21). */
function sayTo(report: ReportViolation, told: { readonly message: string; readonly enforcementLevel?: "advisory" }): void {
  (report as unknown as (told: object) => void)(told);
}

function schemasWithDefaults({ options }: Rule, settings: RuleSettings): Record<string, { type: "boolean" | "integer" | "array"; items?: { type: "string" }; default: never }> {
  return Object.fromEntries(Object.entries(options).map(([name, schema]) => [name, { ...schema, default: (settings.options[name] ?? schema.default) as never }]));
}

/** The rules that a configuration names must be rules: a misspelt one would be switched off, without a word. */
function configurationPolicy({ names: configured }: EngineSettings, names: readonly string[]): ResourceValidationPolicy {
  const name = "policy-configuration";
  const known = new Set([...names, name, "all"]);
  const validate = (_args: ResourceValidationArgs, report: ReportViolation): void => {
    for (const unknown of configured) {
      if (!known.has(unknown)) sayTo(report, { message: `policy pack: ${JSON.stringify(unknown)} in --policy-pack-config is not a rule. Use ${names.join(", ")}. (${name})` });
    }
  };
  return { name, severity: "high", description: "The policy pack is configured by rules that it has.", enforcementLevel: "mandatory", validateResource: Object.assign(validate, { __pulumiType: "pulumi:pulumi:Stack" }) };
}

type InputsReader = (rule: string, args: ResourceValidationArgs) => Record<string, unknown>;

/** Reads a resource once for all rules: they are run on it one after another, each with a copy of its own. */
function inputsReader(): InputsReader {
  let last: { urn: string; inputs: Record<string, unknown>; readBy: Set<string> } | undefined;
  return (rule, { urn, props }) => {
    // The same rule again: the resource is shown anew, and may have changed.
    if (last?.urn !== urn || last.readBy.has(rule)) last = { urn, inputs: plainInputs(props), readBy: new Set() };
    last.readBy.add(rule);
    return last.inputs;
  };
}
