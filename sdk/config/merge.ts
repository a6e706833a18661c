import { appendItems, type ArrayKey } from "./append";
import { isPlainObject } from "./document";
import { invalidLayer, type Layer } from "./layer";
import { locksOf, requireUnlocked, type Lock } from "./locked";
import { mergeObject } from "./mergeObject";
import { kindOf, type OpenDocument } from "./openDocument";

/** What a layer made of the document below it. Documents share what the layer left alone. */
export interface MergeStep {
  readonly layer: Layer;
  /** With the layer's `config`. */
  readonly merged: OpenDocument;
  /** With its `append`, too. */
  readonly document: OpenDocument;
}

/**
 * Merges layers in order by JSON Merge Patch (RFC 7396): objects merge, arrays and scalars replace, `null` deletes, and a
 * property that is `undefined` is absent. Then come the items that the layer appends; then no later layer may change what it locked.
 * Synchronous and structural: an opaque value is one leaf, so a secret or a value not yet known never hides its siblings.
 *
 * @throws MolthubError `invalid-layer`, `invalid-path` or `locked-path`, naming layer and path
 * @example
 * mergeLayers([{ name: "template", config: { a: { b: 1, c: [1] } } }, { name: "overlay", config: { a: { b: null } }, append: { "a.c": [2] } }], () => undefined);
 * // { a: { c: [1, 2] } }
 */
export function mergeLayers(layers: readonly Layer[], arrayKey: ArrayKey): OpenDocument {
  return mergeSteps(layers, arrayKey).at(-1)?.document ?? {};
}

/** Every step of {@link mergeLayers}. */
export function mergeSteps(layers: readonly Layer[], arrayKey: ArrayKey): MergeStep[] {
  const locks: Lock[] = [];
  let below: OpenDocument = {};
  return layers.map((layer) => {
    const step = mergeStep(below, layer, arrayKey);
    requireUnlocked(locks, below, step.document, layer);
    locks.push(...locksOf(layer));
    below = step.document;
    return step;
  });
}

/** One step, whatever is locked. */
export function mergeStep(below: OpenDocument, layer: Layer, arrayKey: ArrayKey): MergeStep {
  if (!isPlainObject(layer.config)) {
    throw invalidLayer(layer.name, [], `a layer must be a configuration document (an object), not ${kindOf(layer.config)}; an Output may stand at a leaf only`);
  }
  const merged = mergeObject(below, layer.config, { where: layer.name, path: [] });
  return { layer, merged, document: appendItems(merged, layer, arrayKey) };
}
