import type { ConfigDocument, ConfigValue } from "../../sdk/config";

/** The pseudo-code of RFC 7396, section 2, as it stands there: the reference for everything here that merges. */
export function mergePatchOfRfc(target: ConfigValue | undefined, patch: ConfigValue): ConfigValue {
  if (!isObject(patch)) return patch;
  const result = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name);
    else result.set(name, mergePatchOfRfc(result.get(name), value));
  }
  return Object.fromEntries(result);
}

function isObject(value: ConfigValue | undefined): value is ConfigDocument {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Appendix A of RFC 7396, the rows whose two sides are both objects: what a layer can be. */
export const tableOfRfc: readonly [original: ConfigDocument, patch: ConfigDocument, result: ConfigDocument][] = [
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];
