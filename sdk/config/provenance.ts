import { isPlainObject, toPointer, type Path } from "./document";
import type { Layer } from "./layer";
import { unstamped } from "./live";
import type { MergeStep } from "./merge";
import { memberOf, type OpenDocument } from "./openDocument";
import { renderSteps, type RenderedBot } from "./render";
import { sortKeys } from "./sortKeys";

/** What stood at a path once a layer was merged; undefined where the layer took it away. */
export interface LayerValue {
  readonly layer: string;
  readonly value: unknown;
}

/** Where the value of a leaf comes from. Leaves are scalars, Outputs, arrays as wholes, and empty objects. */
export interface Provenance {
  readonly path: Path;
  /** As the document has it; undefined where a layer took away what an earlier one had set. */
  readonly value: unknown;
  /** The layer that set it, or took it away; of several that agree, the last. */
  readonly layer: string;
  /** The layers that added items to the array, in order; the first of them is `layer`, too, where it made the array. */
  readonly appended: readonly string[];
  /** What earlier layers had there, in order. */
  readonly beaten: readonly LayerValue[];
}

/** Where everything in a rendered document comes from. */
export interface DocumentProvenance {
  /** Every leaf of the document, then those that a layer took away. */
  readonly leaves: readonly Provenance[];
  /**
   * The layer that is responsible for a path: of an object, the last that set something in it; of something in an array, the last that
   * set or extended the array; of a path that is absent, the one that took it away. Undefined where no layer said anything.
   */
  readonly layerOf: (path: Path) => string | undefined;
}

/**
 * Tells for each leaf of the document that `render` makes which layer set it, and which it beat. Merges once more, with a look at every
 * leaf: for explanations and errors, not for every bot of a fleet.
 *
 * @throws MolthubError like `render`
 */
export function provenanceOf(layers: readonly Layer[], bot: RenderedBot): DocumentProvenance {
  const steps = renderSteps(layers, bot);
  const document = steps.at(-1)?.document ?? {};
  const present = leafPaths(sortKeys(document)).map((path) => traced(path, steps));
  const removed = removedPaths(steps, document).map((path) => traced(path, steps));
  return {
    leaves: [...present, ...removed].map(({ provenance }) => provenance),
    layerOf: (path) => lastLayer(present, path) ?? lastLayer(removed, path),
  };
}

interface Traced {
  readonly provenance: Provenance;
  /** Which of the steps was the last that set, extended or removed it. */
  readonly lastStep: number;
}

interface Said extends LayerValue {
  readonly step: number;
  readonly set: boolean;
  readonly appended: boolean;
}

function traced(path: Path, steps: readonly MergeStep[]): Traced {
  const said = saidOf(path, steps);
  const value = said.at(-1)?.value;
  let from = said.findLastIndex(({ set }) => set);
  // The array that was set before was taken away, and appending made it anew; or no layer had set it at all.
  if (value !== undefined && said[from]?.value === undefined) from += 1;
  const setter = said[from] as Said;
  const appended = said.slice(from).flatMap((one) => (one.appended ? [one.layer] : []));
  const beaten = said.slice(0, from).map(({ layer, value: old }) => ({ layer, value: old }));
  return { provenance: { path, value, layer: setter.layer, appended, beaten }, lastStep: said.at(-1)?.step ?? 0 };
}

/** What each layer that touched a path made of it. */
function saidOf(path: Path, steps: readonly MergeStep[]): Said[] {
  const said: Said[] = [];
  steps.forEach(({ layer, merged, document }, step) => {
    const value = at(document, path);
    const set = touches(layer.config, path);
    const appended = value !== at(merged, path);
    // Who takes away what nobody had set has done nothing.
    if ((set || appended) && (value !== undefined || said.length > 0)) said.push({ layer: layer.name, value, step, set, appended });
  });
  return said;
}

/** True when a merge patch says something of a path: sets or deletes it, or what holds it. */
function touches(patch: unknown, path: Path): boolean {
  let value = patch;
  for (const key of path) {
    if (!isPlainObject(value)) break;
    value = memberOf(value, key);
  }
  return value !== undefined;
}

function at(document: OpenDocument, path: Path): unknown {
  return path.reduce(memberOf, document as unknown);
}

function leafPaths(document: OpenDocument): Path[] {
  const paths: Path[] = [];
  const visit = (value: unknown, path: Path): void => {
    const keys = isPlainObject(value) ? Object.keys(value) : [];
    if (keys.length === 0 && path.length > 0) paths.push(path);
    for (const key of keys) visit((value as OpenDocument)[key], [...path, key]);
  };
  visit(unstamped(document), []);
  return paths;
}

/** The leaves that some layer had and the document has not, but for those in whose place a value stands: that value beat them. */
function removedPaths(steps: readonly MergeStep[], document: OpenDocument): Path[] {
  const removed = new Map<string, Path>();
  for (const path of steps.flatMap((step) => leafPaths(step.document))) {
    if (at(document, path) === undefined && path.every((_, end) => holds(document, path.slice(0, end)))) removed.set(toPointer(path), path);
  }
  return [...removed.values()];
}

// True for an object, and for nothing: neither stands in the place of what is under it.
function holds(document: OpenDocument, path: Path): boolean {
  const value = at(document, path);
  return value === undefined || isPlainObject(value);
}

function lastLayer(traces: readonly Traced[], path: Path): string | undefined {
  const [last] = traces.filter(({ provenance }) => meet(provenance, path)).sort((a, b) => b.lastStep - a.lastStep);
  return last === undefined ? undefined : (last.provenance.appended.at(-1) ?? last.provenance.layer);
}

// A leaf answers for itself, for the objects it is in, and for all that is in it: in an empty object, that is nothing.
function meet(leaf: Provenance, path: Path): boolean {
  if (leaf.path.length < path.length && isPlainObject(leaf.value)) return false;
  return leaf.path.slice(0, path.length).every((key, depth) => key === path[depth]);
}
