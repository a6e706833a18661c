import { MolthubError } from "../errors";
import { formatPath, isPlainObject, type Path } from "./document";

/** One layer of configuration: a fragment of the Gateway's own document, and the name that errors give it. */
export interface Layer {
  readonly name: string;
  /** Plain data; any class instance in it (a Pulumi Output, a Promise) is an opaque leaf. */
  readonly config: unknown;
}

/** A rendered document whose leaves may still be opaque (Outputs). */
export interface OpenDocument {
  [key: string]: unknown;
}

// Merging these would change prototypes instead of data.
const forbiddenKeys = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Merges layers in order by JSON Merge Patch (RFC 7396): objects merge, arrays and scalars replace, `null` deletes, and a
 * property that is `undefined` is absent. Synchronous and structural: an opaque value is one leaf, so a secret or a value not
 * yet known never hides its siblings.
 *
 * @throws MolthubError `invalid-layer`, naming layer and path, for anything that is not configuration data
 * @example
 * mergeLayers([{ name: "template", config: { a: { b: 1, c: [1] } } }, { name: "overlay", config: { a: { b: null, c: [2] } } }]);
 * // { a: { c: [2] } }
 */
export function mergeLayers(layers: readonly Layer[]): OpenDocument {
  let document: OpenDocument = {};
  for (const layer of layers) {
    if (!isPlainObject(layer.config)) {
      throw invalid(layer, [], `a layer must be a configuration document (an object), not ${describe(layer.config)}; an Output may stand at a leaf only`);
    }
    document = mergeObject(document, layer.config, layer, []);
  }
  return document;
}

function mergeObject(target: unknown, patch: Record<string, unknown>, layer: Layer, path: Path): OpenDocument {
  const merged: OpenDocument = isPlainObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    const at = [...path, key];
    if (forbiddenKeys.has(key)) throw invalid(layer, at, `the key ${JSON.stringify(key)} is not allowed`);
    if (value === undefined) continue;
    if (value === null) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- RFC 7396: null deletes
      delete merged[key];
    } else if (isPlainObject(value)) {
      merged[key] = mergeObject(merged[key], value, layer, at);
    } else {
      merged[key] = leaf(value, layer, at);
    }
  }
  return merged;
}

function leaf(value: unknown, layer: Layer, path: Path): unknown {
  if (Array.isArray(value)) return value.map((item, at) => arrayItem(item, layer, [...path, String(at)]));
  if (typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) return value;
  if (isOpaque(value)) return value;
  throw invalid(layer, path, `${describe(value)} is not a configuration value`);
}

function arrayItem(value: unknown, layer: Layer, path: Path): unknown {
  if (value === null) return null;
  if (isOpaque(value)) throw invalid(layer, path, "an Output inside an array would hide the whole array; set the array by values, or reference the secret by ${NAME}");
  if (!isPlainObject(value)) return leaf(value, layer, path);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => {
        if (forbiddenKeys.has(key)) throw invalid(layer, [...path, key], `the key ${JSON.stringify(key)} is not allowed`);
        return [key, arrayItem(item, layer, [...path, key])];
      }),
  );
}

/** True for a leaf whose value is not here yet: a Pulumi Output or a Promise, to us any object with a `then` or `apply`. */
export function isOpaque(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value) || isPlainObject(value)) return false;
  return typeof (value as { apply?: unknown }).apply === "function" || typeof (value as { then?: unknown }).then === "function";
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (isOpaque(value)) return "an Output";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return `an instance of ${value.constructor.name}`;
  return typeof value === "number" ? String(value) : `a ${typeof value}`;
}

function invalid(layer: Layer, path: Path, what: string): MolthubError {
  return new MolthubError("invalid-layer", `${layer.name}: ${path.length === 0 ? "" : `${formatPath(path)}: `}${what}`);
}
