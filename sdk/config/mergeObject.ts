import { isPlainObject } from "./document";
import { invalidLayer } from "./layer";
import { isOpaque, kindOf, type OpenDocument } from "./openDocument";

/** Where a merge is. One array for the whole walk: a path is built for an error only, and most layers have none. */
export interface Place {
  readonly where: string;
  readonly path: (string | number)[];
}

// Merging these would change prototypes instead of data.
const forbiddenKeys = new Set(["__proto__", "constructor", "prototype"]);

/**
 * The object that a JSON Merge Patch (RFC 7396) makes of `target`, which stays as it is. It shares no object or array with `patch`.
 *
 * @throws MolthubError `invalid-layer`, naming place and path, for anything that is not configuration data
 */
export function mergeObject(target: unknown, patch: Readonly<Record<string, unknown>>, place: Place): OpenDocument {
  const merged: OpenDocument = isPlainObject(target) ? { ...target } : {};
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    place.path.push(key);
    requireAllowedKey(key, place);
    if (value === null) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- RFC 7396: null deletes
      delete merged[key];
    } else if (isPlainObject(value)) {
      merged[key] = mergeObject(merged[key], value, place);
    } else if (value !== undefined) {
      merged[key] = leaf(value, place);
    }
    place.path.pop();
  }
  return merged;
}

/** True for a value that a layer can set under a key. */
export function canBeInLayer(key: string, value: unknown): boolean {
  try {
    mergeObject({}, { [key]: value }, { where: "", path: [] });
    return value !== null;
  } catch {
    return false;
  }
}

/** A copy of what may stand in an array. */
export function arrayItem(value: unknown, place: Place): unknown {
  if (value === null) return null;
  if (isOpaque(value)) throw refused(place, `${kindOf(value)} inside an array would hide the whole array; set the array by values, or reference the secret by \${NAME}`);
  if (!isPlainObject(value)) return leaf(value, place);
  const copy: OpenDocument = {};
  for (const key of Object.keys(value)) {
    place.path.push(key);
    if (value[key] !== undefined) {
      requireAllowedKey(key, place);
      copy[key] = arrayItem(value[key], place);
    }
    place.path.pop();
  }
  return copy;
}

/** Refuses the key that `place` ends in where it would reach a prototype. */
export function requireAllowedKey(key: string, place: Place): void {
  if (forbiddenKeys.has(key)) throw refused(place, `the key ${JSON.stringify(key)} is not allowed`);
}

function leaf(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) {
    return value.map((item, at) => {
      place.path.push(at);
      const copy = arrayItem(item, place);
      place.path.pop();
      return copy;
    });
  }
  if (typeof value === "string" || typeof value === "boolean" || isOpaque(value)) return value;
  if (!Number.isFinite(value)) throw refused(place, `${kindOf(value)} is not a configuration value`);
  // A chat or user id of 17 digits and more: the parser has already rounded it to another one.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw refused(place, "an integer of that size is not exact; put it in quotes");
  return value;
}

function refused(place: Place, what: string): Error {
  return invalidLayer(place.where, place.path.map(String), what);
}
