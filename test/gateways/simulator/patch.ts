import { isDeepStrictEqual } from "node:util";
import { isPlainObject, type ConfigDocument, type ConfigValue } from "../../../sdk/config";

type Patch = Readonly<Record<string, unknown>>;
type Identified = ConfigDocument & { id: string };

/** JSON Merge Patch, RFC 7396. With `replaced`, arrays of objects with `id` merge item by item, but for the paths in it (openclaw 2026.9.6). */
export function applyPatch(base: ConfigDocument, patch: Patch, replaced?: ReadonlySet<string>, path = ""): ConfigDocument {
  const result = new Map<string, ConfigValue>(Object.entries(base));
  for (const [key, value] of Object.entries(patch)) {
    const at = path === "" ? key : `${path}.${key}`;
    const current = result.get(key);
    if (value === null) result.delete(key);
    else if (replaced !== undefined && Array.isArray(value) && Array.isArray(current) && areIdentified(current) && !replaced.has(at)) result.set(key, mergeItems(current, value, replaced, at));
    else if (isPlainObject(value)) result.set(key, applyPatch(isPlainObject(current) ? (current as ConfigDocument) : {}, value, replaced, at));
    else result.set(key, value as ConfigValue);
  }
  return Object.fromEntries(result);
}

function mergeItems(base: readonly Identified[], patch: readonly unknown[], replaced: ReadonlySet<string>, path: string): ConfigValue[] {
  const merged: ConfigValue[] = [...base];
  for (const item of patch) {
    const at = isIdentified(item) ? merged.findIndex((other) => isIdentified(other) && other.id === item.id) : -1;
    if (at < 0) merged.push(item as ConfigValue);
    else merged[at] = applyPatch(merged[at] as ConfigDocument, item as Patch, replaced, `${path}[]`);
  }
  return merged;
}

/** The arrays that lose items by a patch: a gateway refuses that unless they are named (`config.patch`, openclaw 2026.9.6). */
export function shrunkArrays(base: ConfigDocument, patch: Patch, merged: ConfigDocument, path = ""): string[] {
  return Object.entries(patch).flatMap(([key, change]) => {
    const at = path === "" ? key : `${path}.${key}`;
    const before = base[key];
    const after = merged[key];
    if (Array.isArray(before)) {
      if (!Array.isArray(change)) return [at];
      return Array.isArray(after) ? shrunkItems(before, change, after, at) : [];
    }
    if (!isPlainObject(before)) return [];
    return isPlainObject(change) ? shrunkArrays(before, change, isPlainObject(after) ? after : {}, at) : arraysIn(before, at);
  });
}

function shrunkItems(before: readonly ConfigValue[], change: readonly unknown[], after: readonly ConfigValue[], path: string): string[] {
  if (!areIdentified(before)) return keepsAll(before, after) ? [] : [path];
  const itemOf = (id: string): ConfigDocument | undefined => after.filter(isIdentified).find((item) => item.id === id);
  if (before.some(({ id }) => itemOf(id) === undefined)) return [path];
  return change.filter(isIdentified).flatMap((item) => {
    const old = before.find(({ id }) => id === item.id);
    return old === undefined ? [] : shrunkArrays(old, item, itemOf(item.id) ?? {}, `${path}[]`);
  });
}

function arraysIn(value: ConfigDocument, path: string): string[] {
  return Object.entries(value).flatMap(([key, item]) => {
    if (Array.isArray(item)) return [`${path}.${key}`];
    return isPlainObject(item) ? arraysIn(item as ConfigDocument, `${path}.${key}`) : [];
  });
}

function keepsAll(before: readonly ConfigValue[], after: readonly ConfigValue[]): boolean {
  const left = [...after];
  return before.every((item) => {
    const at = left.findIndex((other) => isDeepStrictEqual(other, item));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function isIdentified(value: unknown): value is Identified {
  return isPlainObject(value) && typeof value["id"] === "string" && value["id"] !== "";
}

function areIdentified(items: readonly ConfigValue[]): items is Identified[] {
  return items.every(isIdentified);
}
