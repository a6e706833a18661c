/** A setting of a rule, in the words of JSON Schema that Pulumi checks `--policy-pack-config` by. */
export type OptionSchema =
  | { readonly type: "boolean"; readonly default: boolean; readonly description: string }
  | { readonly type: "integer"; readonly default: number; readonly minimum: number; readonly description: string }
  | { readonly type: "array"; readonly items: { readonly type: "string" }; readonly default: readonly string[]; readonly description: string };

export type OptionSchemas = Readonly<Record<string, OptionSchema>>;

/** The values that a rule finds its options to have. */
export type OptionsOf<Schemas extends OptionSchemas> = {
  readonly [Name in keyof Schemas]: Schemas[Name] extends { readonly type: "boolean" } ? boolean : Schemas[Name] extends { readonly type: "integer" } ? number : readonly string[];
};

/** An option that holds a list of names. */
export function namesOption<const Default extends readonly string[]>(byDefault: Default, description: string): { readonly type: "array"; readonly items: { readonly type: "string" }; readonly default: readonly string[]; readonly description: string } {
  return { type: "array", items: { type: "string" }, default: byDefault, description };
}

/** An option that is on or off. */
export function flagOption(byDefault: boolean, description: string): { readonly type: "boolean"; readonly default: boolean; readonly description: string } {
  return { type: "boolean", default: byDefault, description };
}

/** An option that is a whole number. */
export function countOption(byDefault: number, description: string): { readonly type: "integer"; readonly default: number; readonly minimum: number; readonly description: string } {
  return { type: "integer", default: byDefault, minimum: 0, description };
}

/** What is given to a rule, and what of it is no option or has the wrong type. Names only: a value may be anything. */
export function readOptions(schemas: OptionSchemas, given: Readonly<Record<string, unknown>>): { readonly options: Readonly<Record<string, unknown>>; readonly wrong: readonly string[] } {
  const options: Record<string, unknown> = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, schema.default]));
  const wrong: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    if (schema !== undefined && isOfType(value, schema)) options[name] = value;
    else wrong.push(name);
  }
  return { options, wrong };
}

function isOfType(value: unknown, schema: OptionSchema): boolean {
  if (schema.type === "array") return Array.isArray(value) && value.every((item) => typeof item === "string");
  if (schema.type === "integer") return Number.isInteger(value) && (value as number) >= schema.minimum;
  return typeof value === "boolean";
}
