import fc from "fast-check";
import type { ConfigDocument, ConfigSchema, ConfigValue } from "../../sdk/config";
import type { SchemaNode } from "../../sdk/config/releases";
import { secretName } from "./known";
import { samples } from "./samples";

/** A letter, then letters and digits: nothing that the Gateway reads as a placeholder, a duration or an address. */
export const word = fc.integer({ min: 36 ** 3, max: 36 ** 6 - 1 }).map((number) => `w${number.toString(36)}`);

/** Values that a node without choices and children allows. */
export function scalarOf(node: SchemaNode): fc.Arbitrary<ConfigValue> {
  if (node.enum !== undefined) return fc.constantFrom(...node.enum);
  switch (node.type) {
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "integer":
      return integerOf(node);
    case "number":
      return numberOf(node);
    case "object":
      return fc.constant({});
    case "array":
      // Of a list whose items have a place each, the table keeps how many there are; those of 2026.9.6 are numbers.
      return fc.constant(Array.from({ length: node.minItems ?? 0 }, (_, at) => at));
    case "string":
      return stringOf(node);
    default:
      return node.pattern === undefined ? fc.oneof(word, fc.integer({ min: 0, max: 9 }), fc.boolean()) : stringOf(node);
  }
}

function integerOf({ minimum, exclusiveMinimum, maximum }: SchemaNode): fc.Arbitrary<number> {
  const min = exclusiveMinimum === undefined ? (minimum ?? 0) : Math.floor(exclusiveMinimum) + 1;
  return fc.integer({ min: Math.max(min, Number.MIN_SAFE_INTEGER), max: maximum ?? Math.max(min, 1_000) });
}

/** Quarters, so that what is read back is what was written. */
function numberOf({ minimum, exclusiveMinimum, maximum }: SchemaNode): fc.Arbitrary<number> {
  const least = exclusiveMinimum === undefined ? (minimum ?? 0) : exclusiveMinimum + 0.25;
  return fc.integer({ min: Math.ceil(least * 4), max: Math.floor((maximum ?? Math.max(least, 0) + 1_000) * 4) }).map((quarters) => quarters / 4);
}

function stringOf({ pattern, format, minLength = 0, maxLength }: SchemaNode): fc.Arbitrary<string> {
  const known = samples[pattern ?? ""] ?? samples[format ?? ""];
  if (known !== undefined) return fc.constantFrom(...known);
  if (pattern !== undefined) return textsOf(pattern);
  const text = word.map((letters) => letters.padEnd(minLength, "x"));
  return maxLength === undefined ? text : text.map((letters) => letters.slice(0, maxLength));
}

// A secret of each kind; known.ts has the providers.
const references: Readonly<Record<string, ConfigDocument>> = {
  env: { source: "env", provider: "default", id: secretName },
  store: { source: "store", provider: "default", id: secretName },
  file: { source: "file", provider: "files", id: "/molthub/secret" },
  exec: { source: "exec", provider: "commands", id: "molthub/secret" },
};

/** A reference to a secret, where the node is of one kind of them. */
export function referenceOf({ properties = {}, required }: SchemaNode, schema: ConfigSchema): fc.Arbitrary<ConfigValue> | undefined {
  if (required?.join() !== "source,provider,id") return undefined;
  const sources = properties["source"] === undefined ? [] : (schema.node(properties["source"]).enum ?? []);
  return fc.constantFrom(...sources.map((source) => references[String(source)] as ConfigDocument));
}

const madeTexts = new Map<string, fc.Arbitrary<string>>();

function textsOf(pattern: string): fc.Arbitrary<string> {
  const texts = madeTexts.get(pattern) ?? fc.stringMatching(new RegExp(pattern, "u"));
  madeTexts.set(pattern, texts);
  return texts;
}

/** A text that a pattern refuses; undefined where it takes all of ours. */
export function nothingMatching(pattern: string): string | undefined {
  const expression = new RegExp(pattern, "u");
  return ["molt hub", " ", "-", "/", "9,"].find((text) => !expression.test(text));
}
