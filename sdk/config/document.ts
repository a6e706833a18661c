/** A value of a Gateway configuration document. */
export type ConfigValue = string | number | boolean | null | ConfigValue[] | ConfigDocument;

/** A Gateway configuration document (`openclaw.json`) or a fragment of one. */
export interface ConfigDocument {
  [key: string]: ConfigValue;
}

/** The keys that lead to a value, from the root of a document. */
export type Path = readonly string[];

/** True for an object literal: not an array, not a class instance (a Pulumi Output is one, and so an opaque leaf to us). */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** True for a path that is another one, or in what stands there. */
export function isWithin(path: Path, other: Path): boolean {
  return other.every((key, at) => key === path[at]);
}

/** A path as a person reads it: `agents.defaults.models["demo/demo-1.5"].alias`; the root is `<root>`. */
export function formatPath(path: Path): string {
  if (path.length === 0) return "<root>";
  return path
    .map((key, at) => (/^[A-Za-z_$][\w$-]*$/.test(key) ? (at === 0 ? key : `.${key}`) : `[${JSON.stringify(key)}]`))
    .join("");
}

/** A path as a JSON Pointer (RFC 6901): exact for any key, used wherever a program reads it back. */
export function toPointer(path: Path): string {
  return path.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The path that a JSON Pointer names. */
export function fromPointer(pointer: string): Path {
  return pointer.split("/").slice(1).map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The value at a path, or undefined where the document has none. Arrays are entered by index. */
export function valueAt(document: ConfigDocument, path: Path): ConfigValue | undefined {
  let value: unknown = document;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value as ConfigValue | undefined;
}

/**
 * A copy in which every scalar went through `change`, which is given its path (array items under their index).
 * Objects and arrays keep their shape.
 */
export function mapScalars(document: ConfigDocument, change: (value: string | number | boolean | null, path: Path) => ConfigValue): ConfigDocument {
  const visit = (value: ConfigValue, path: Path): ConfigValue => {
    if (Array.isArray(value)) return value.map((item, at) => visit(item, [...path, String(at)]));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, [...path, key])]));
    }
    return change(value, path);
  };
  return visit(document, []) as ConfigDocument;
}

/** True when one of the JSON Pointers names the value at `path`, or something that holds it. */
export function isCovered(path: Path, pointers: ReadonlySet<string>): boolean {
  return pointers.size > 0 && path.some((_, at) => pointers.has(toPointer(path.slice(0, at + 1))));
}
