import type { ConfigDocument, ConfigSchema, ConfigValue, Path } from "../../sdk/config";
import type { SchemaNode } from "../../sdk/config/releases";
import { isPlainObject } from "../../sdk/config";
import { nothingMatching } from "./values";

export const mutationKinds = ["misspelt key", "wrong type", "not in the list", "out of range", "missing key", "wrong text", "wrong length"] as const;

/** One fault in a document that was valid before. */
export interface Mutation {
  readonly kind: (typeof mutationKinds)[number];
  readonly document: ConfigDocument;
  /** Where a validator must say that something is wrong, and nowhere else. */
  readonly path: Path;
}

/** Every fault that can be put into a valid document at one place. */
export function mutationsOf(document: ConfigDocument, schema: ConfigSchema): Mutation[] {
  const mutations: Mutation[] = [];
  const visit = (value: ConfigValue, choices: readonly SchemaNode[], path: Path): void => {
    const replace = (kind: Mutation["kind"], at: Path, other: ConfigValue | undefined): void => {
      mutations.push({ kind, document: replaced(document, at, other), path: other === undefined ? at.slice(0, -1) : at });
    };
    const otherType = [7.5, "seven", true, {}, []].find((other) => choices.every((node) => !takes(node, other)));
    if (otherType !== undefined && path.length > 0) replace("wrong type", path, otherType);
    if (typeof value === "string" && choices.every((node) => node.enum !== undefined || !takes(node, "x"))) replace("not in the list", path, "molthub-none");
    // Where several choices may be meant, a validator may speak of another one.
    const [node, another] = choices.filter((choice) => takes(choice, value));
    if (node === undefined || another !== undefined) return;
    for (const number of outOfRange(node)) replace("out of range", path, number);
    for (const text of typeof value === "string" ? wrongTexts(node) : []) replace("wrong text", path, text);
    if (Array.isArray(value)) for (const length of wrongLengths(node)) replace("wrong length", path, Array.from({ length }, () => value[0] ?? 0));
    if (isPlainObject(value)) {
      for (const key of node.required ?? []) replace("missing key", [...path, key], undefined);
      for (const [key, name] of misspeltKeys(value, node)) {
        mutations.push({ kind: "misspelt key", document: replaced(replaced(document, [...path, key], undefined), [...path, name], value[key] as ConfigValue), path: [...path, name] });
      }
    }
    const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
    for (const [key, child] of entries) visit(child as ConfigValue, childrenOf(node, key, schema), [...path, key]);
  };
  visit(document, [schema.root], []);
  return mutations;
}

function childrenOf({ properties = {}, additionalProperties, items }: SchemaNode, key: string, schema: ConfigSchema): readonly SchemaNode[] {
  const at = Object.hasOwn(properties, key) ? properties[key] : (items ?? additionalProperties);
  return at === undefined ? [{}] : schema.choices(schema.node(at));
}

function takes({ type, properties, enum: allowed, pattern }: SchemaNode, value: ConfigValue): boolean {
  switch (type ?? (properties === undefined ? (pattern === undefined ? typeof allowed?.[0] : "string") : "object")) {
    case "undefined":
      return true;
    case "object":
      return isPlainObject(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
    default:
      return typeof value === (type ?? typeof allowed?.[0]);
  }
}

// A rule of sdk/config/releases/rules.ts asks for them: without them, something is wrong in two places.
const ruledKeys: readonly string[] = ["ownership", "entries"];

function misspeltKeys(value: Readonly<Record<string, unknown>>, { properties = {}, additionalProperties, required = [] }: SchemaNode): [key: string, name: string][] {
  if (additionalProperties !== undefined) return [];
  return Object.keys(value)
    .filter((key) => key.length > 3 && !required.includes(key) && !ruledKeys.includes(key))
    .map((key): [string, string] => [key, `${key.slice(0, 2)}${key.slice(3)}`])
    .filter(([, name]) => !Object.hasOwn(properties, name) && !Object.hasOwn(value, name));
}

function outOfRange({ minimum, exclusiveMinimum, maximum, type, enum: allowed }: SchemaNode): number[] {
  if ((type !== "integer" && type !== "number") || allowed !== undefined) return [];
  // The largest number that JSON carries is no bound that anybody meets.
  const above = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? [] : [maximum + 1];
  return [...above, ...(minimum === undefined ? [] : [minimum - 1]), ...(exclusiveMinimum === undefined ? [] : [exclusiveMinimum])];
}

function wrongTexts({ enum: allowed, pattern, minLength = 0, maxLength }: SchemaNode): string[] {
  if (allowed !== undefined) return [];
  const short = minLength > 0 ? [""] : [];
  const long = maxLength === undefined ? [] : ["x".repeat(maxLength + 1)];
  const other = pattern === undefined ? undefined : nothingMatching(pattern);
  return [...short, ...long, ...(other === undefined ? [] : [other])];
}

function wrongLengths({ minItems = 0, maxItems }: SchemaNode): number[] {
  return [...(minItems > 0 ? [minItems - 1] : []), ...(maxItems === undefined ? [] : [maxItems + 1])];
}

/** A copy with another value at a path; undefined takes the key away. */
function replaced(document: ConfigDocument, [key, ...rest]: Path, value: ConfigValue | undefined): ConfigDocument {
  const copy = (Array.isArray(document) ? [...(document as ConfigValue[])] : { ...document }) as ConfigDocument;
  if (key === undefined) return copy;
  if (rest.length === 0 && value === undefined) return Object.fromEntries(Object.entries(copy).filter(([name]) => name !== key));
  copy[key] = rest.length > 0 ? replaced(copy[key] as ConfigDocument, rest, value) : (value as ConfigValue);
  return copy;
}
