import fc from "fast-check";
import type { ConfigDocument, ConfigValue } from "../../sdk/config";

// Few names, so that generated documents meet at the same paths; some that are special to paths, pointers and prototypes.
const key: fc.Arbitrary<string> = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom("a", "b", "c", "d", "id") },
  { weight: 1, arbitrary: fc.constantFrom("a.b", "x/y", "~", "", "toString", "valueOf", "0") },
);

const scalar = fc.oneof(fc.constantFrom("x", "y", ""), fc.integer({ min: 0, max: 3 }), fc.boolean());

type Tied = { value: ConfigValue; document: ConfigDocument };

function tied(leaf: fc.Arbitrary<ConfigValue>): fc.LetrecValue<Tied> {
  return fc.letrec<Tied>((tie) => ({
    document: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
    value: fc.oneof({ depthSize: "small", maxDepth: 4 }, leaf, fc.array(tie("value"), { maxLength: 3 }), tie("document")),
  }));
}

/** A document without `null`: what a Gateway can hold. */
export const documents: fc.Arbitrary<ConfigDocument> = tied(scalar).document;

/** A layer: a document in which `null` deletes. */
export const layers: fc.Arbitrary<ConfigDocument> = fc.letrec<Tied>((tie) => ({
  document: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  value: fc.oneof({ depthSize: "small", maxDepth: 4 }, scalar, fc.constant(null), fc.array(documents, { maxLength: 2 }), tie("document")),
})).document;

/** The same document with the keys of every object in another order. */
export function reordered(value: ConfigValue): ConfigValue {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([name, item]) => [name, reordered(item)]));
}

/** Freezes a value with all it holds, so that whoever changes it throws. */
export function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
