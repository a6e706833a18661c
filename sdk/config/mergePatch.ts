import { isDeepStrictEqual } from "node:util";
import { isPlainObject, type ConfigDocument, type ConfigValue, type Path } from "./document";

/** What `config.patch` needs to turn one document into another. */
export interface DocumentPatch {
  /** JSON Merge Patch (RFC 7396). */
  readonly patch: ConfigDocument;
  /**
   * Dotted paths of every array of the old document that changes or goes: without them the Gateway refuses to remove array entries
   * and merges arrays of objects by `id` (`config.patch`, openclaw 2026.9.6).
   */
  readonly replacePaths: readonly string[];
}

/** The patch from `before` to `after`; its `patch` is empty when they are equal. */
export function mergePatch(before: ConfigDocument, after: ConfigDocument): DocumentPatch {
  const replacePaths: string[] = [];
  const patch = patchObject(before, after, [], replacePaths);
  return { patch, replacePaths };
}

/** What a document becomes by a JSON Merge Patch (RFC 7396). */
export function patched(document: ConfigDocument, patch: ConfigDocument): ConfigDocument {
  const kept = Object.entries(document).filter(([key]) => !Object.hasOwn(patch, key));
  const changed = Object.entries(patch).flatMap(([key, wanted]): [string, ConfigValue][] => {
    if (wanted === null) return [];
    const current = Object.hasOwn(document, key) ? document[key] : undefined;
    return [[key, isPlainObject(wanted) ? patched(isPlainObject(current) ? current : {}, wanted) : (wanted as ConfigValue)]];
  });
  return Object.fromEntries([...kept, ...changed]);
}

function patchObject(before: ConfigDocument, after: ConfigDocument, path: Path, replacePaths: string[]): ConfigDocument {
  const patch: ConfigDocument = {};
  for (const key of Object.keys(before)) {
    if (Object.hasOwn(after, key)) continue;
    patch[key] = null;
    noteArrays(before[key] as ConfigValue, [...path, key], replacePaths);
  }
  for (const [key, wanted] of Object.entries(after)) {
    const current = before[key];
    const at = [...path, key];
    if (isPlainObject(current) && isPlainObject(wanted)) {
      const inner = patchObject(current, wanted, at, replacePaths);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (!isDeepStrictEqual(current, wanted)) {
      patch[key] = wanted;
      if (current !== undefined) noteArrays(current, at, replacePaths);
    }
  }
  return patch;
}

function noteArrays(value: ConfigValue, path: Path, replacePaths: string[]): void {
  if (Array.isArray(value)) replacePaths.push(path.join("."));
  else if (isPlainObject(value)) for (const [key, item] of Object.entries(value)) noteArrays(item as ConfigValue, [...path, key], replacePaths);
}
