import { MolthubError } from "../errors";
import { formatPath, isPlainObject, type Path } from "./document";
import { invalidLayer, type Layer } from "./layer";
import { kindOf, sameValue, type OpenDocument } from "./openDocument";
import { anyKey, parsePattern, type PathPattern } from "./paths";

/** What a layer locked for all later ones. */
export interface Lock {
  readonly layer: string;
  /** As the layer has it. */
  readonly text: string;
  readonly pattern: PathPattern;
}

/**
 * The locks of a layer.
 *
 * @throws MolthubError `invalid-layer` or `invalid-path`, naming layer and path
 */
export function locksOf(layer: Layer): Lock[] {
  const locked: unknown = layer.locked ?? [];
  const where = `${layer.name}: locked`;
  if (!Array.isArray(locked)) throw invalidLayer(where, [], `must be an array of paths, as in ["tools.exec"], not ${kindOf(locked)}`);
  return locked.map((text: string) => ({ layer: layer.name, text, pattern: parsePattern(text, where) }));
}

/**
 * Refuses what a layer does to a path that an earlier one locked: that it sets, deletes or extends it, or puts a value in the place of
 * what holds it. Only the outcome counts, so a layer may say the same again; a locked path that is absent stays absent.
 *
 * @param before the document without the layer
 * @param after the document with it
 * @throws MolthubError `locked-path`, naming both layers, the path and the remedy
 */
export function requireUnlocked(locks: readonly Lock[], before: OpenDocument, after: OpenDocument, layer: Layer): void {
  for (const lock of locks) {
    const path = changedPath(lock.pattern, before, after, []);
    if (path === undefined) continue;
    throw new MolthubError(
      "locked-path",
      `${layer.name}: ${formatPath(path)} is locked by ${lock.layer}: take it out of this layer, or take ${lock.text} out of \`locked\` there.`,
    );
  }
}

function changedPath(pattern: PathPattern, before: unknown, after: unknown, path: Path): Path | undefined {
  // What a layer leaves alone is the same object before and after it.
  if (before === after) return undefined;
  const [key, ...rest] = pattern;
  if (key === undefined || (after !== undefined && !isContainer(after))) return sameValue(before, after) ? undefined : path;
  const keys = key === anyKey ? new Set([...keysOf(before), ...keysOf(after)]) : [key];
  for (const name of keys) {
    const changed = changedPath(rest, itemOf(before, name), itemOf(after, name), [...path, name]);
    if (changed !== undefined) return changed;
  }
  return undefined;
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return isPlainObject(value) || Array.isArray(value);
}

function keysOf(value: unknown): string[] {
  return isContainer(value) ? Object.keys(value) : [];
}

// Arrays are entered by index: an item that is locked stays where it is.
function itemOf(value: unknown, key: string): unknown {
  return isContainer(value) && Object.prototype.propertyIsEnumerable.call(value, key) ? value[key] : undefined;
}
