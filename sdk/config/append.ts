import { formatPath, isPlainObject, type Path } from "./document";
import { invalidLayer, type Layer } from "./layer";
import { arrayItem, mergeObject, requireAllowedKey } from "./mergeObject";
import { kindOf, memberOf, sameValue, type OpenDocument } from "./openDocument";
import { parsePath } from "./paths";

/** The key by which the items of an array are told apart, such as `id`; undefined for an array of plain values. */
export type ArrayKey = (path: Path) => string | undefined;

/** Items that a layer adds to one array. */
export interface Addition {
  readonly path: Path;
  readonly items: readonly unknown[];
}

/**
 * What a layer appends, as copies of its items.
 *
 * @throws MolthubError `invalid-layer` or `invalid-path`, naming layer and path
 */
export function additionsOf(layer: Layer): Addition[] {
  const append: unknown = layer.append ?? {};
  const where = placeOf(layer);
  if (!isPlainObject(append)) throw invalidLayer(where, [], `must be arrays of items by path, as in { "tools.deny": ["exec"] }, not ${kindOf(append)}`);
  return Object.entries(append).map(([text, items]) => {
    const path = parsePath(text, where);
    path.forEach((key, at) => { requireAllowedKey(key, { where, path: path.slice(0, at + 1) }); });
    if (!Array.isArray(items)) throw invalidLayer(where, path, `must be an array of items, not ${kindOf(items)}`);
    return { path, items: items.map((item, at) => arrayItem(item, { where, path: [...path, at] })) };
  });
}

/**
 * A document with the items that a layer appends. An item that is there already is not added again; in a keyed array, an item whose key
 * is there is merged into that item (RFC 7396). Nothing to add changes nothing: the very document comes back.
 *
 * @throws MolthubError `invalid-layer` or `invalid-path`, naming layer and path
 */
export function appendItems(document: OpenDocument, layer: Layer, arrayKey: ArrayKey): OpenDocument {
  return additionsOf(layer).reduce((extended, addition) => extendedAt(extended, 0, addition, layer, arrayKey) as OpenDocument, document);
}

function extendedAt(target: unknown, depth: number, addition: Addition, layer: Layer, arrayKey: ArrayKey): unknown {
  const { path, items } = addition;
  const key = path[depth];
  if (key === undefined) {
    if (target !== undefined && !Array.isArray(target)) throw invalidLayer(placeOf(layer), path, `items can be added to an array only, and here stands ${kindOf(target)}`);
    return items.length === 0 ? target : withItems((target as unknown[] | undefined) ?? [], items, arrayKey(path));
  }
  if (target !== undefined && !isPlainObject(target)) {
    throw invalidLayer(placeOf(layer), path, `an array is reached through objects only, and at ${formatPath(path.slice(0, depth))} stands ${kindOf(target)}`);
  }
  const before = memberOf(target, key);
  const after = extendedAt(before, depth + 1, addition, layer, arrayKey);
  return after === before ? target : { ...target, [key]: after };
}

function withItems(array: readonly unknown[], items: readonly unknown[], key: string | undefined): readonly unknown[] {
  let extended = array;
  for (const item of items) {
    const name = nameOf(item, key);
    const at = extended.findIndex((other) => (name === undefined ? sameValue(other, item) : nameOf(other, key) === name));
    // A new keyed item goes through the same merge, so that appending it once more changes nothing.
    const value = name === undefined ? item : merged(extended[at], item);
    if (at === -1) extended = [...extended, value];
    else if (!sameValue(extended[at], value)) extended = extended.with(at, value);
  }
  return extended;
}

function nameOf(item: unknown, key: string | undefined): string | number | undefined {
  const name = key === undefined ? undefined : memberOf(item, key);
  return typeof name === "string" || typeof name === "number" ? name : undefined;
}

// What an addition holds is checked already: nothing is left to refuse.
function merged(target: unknown, item: unknown): unknown {
  return mergeObject(target, item as Record<string, unknown>, { where: "", path: [] });
}

function placeOf(layer: Layer): string {
  return `${layer.name}: append`;
}
