import { digestOf, fingerprint } from "./canonical";
import { diffDocuments } from "./diff";
import { isCovered, toPointer, type ConfigDocument, type ConfigValue, type Path } from "./document";
import { withoutUnmanaged } from "./unmanaged";

// Leaves as every diff sees them: an array is one, and so is an empty object.

/** Keyed hashes of the leaves of a document, by JSON Pointer: they tell which leaf changed without telling what any of them is. */
export type LeafFingerprints = Readonly<Record<string, string>>;

/** @param key the secret key of the hashes */
export function fingerprintsOf(document: ConfigDocument, key: string): LeafFingerprints {
  return Object.fromEntries(leavesOf(document).map(({ path, value }) => [toPointer(path), fingerprint(value, key)]));
}

/**
 * The leaves in which two documents differ, by JSON Pointer: those of `diffDocuments`. Where an object fills or empties, its members are
 * told; where it takes the place of another value, that place.
 *
 * @param key the secret key of the hashes
 */
export function changedLeaves(before: LeafFingerprints, after: LeafFingerprints, key: string): string[] {
  const empty = fingerprint({}, key);
  const pointers = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const branches = new Set(pointers.flatMap(above));
  const changed = pointers.filter((pointer) => before[pointer] !== after[pointer] && !(branches.has(pointer) && (before[pointer] ?? after[pointer]) === empty));
  const places = new Set(changed);
  return changed.filter((pointer) => !above(pointer).some((place) => places.has(place))).sort();
}

/**
 * The digest of what everybody may see of a document: without the paths that are the bot's own, and without the leaves of these JSON Pointers.
 * It has no key, so it can be computed from a preview.
 *
 * @param without JSON Pointers of what is secret or not known yet
 */
export function publicDigestOf(document: ConfigDocument, unmanaged: readonly string[], without: readonly string[]): string {
  const hidden = new Set(without);
  const shown = leavesOf(withoutUnmanaged(document, unmanaged)).filter(({ path }) => !isCovered(path, hidden));
  return digestOf(Object.fromEntries(shown.map(({ path, value }) => [toPointer(path), value])));
}

function leavesOf(document: ConfigDocument): { path: Path; value: ConfigValue }[] {
  return diffDocuments({}, document).map(({ path, after }) => ({ path, value: after as ConfigValue }));
}

/** The pointers of the objects that a value is in. */
function above(pointer: string): string[] {
  return [...pointer.matchAll(/\//g)].map(({ index }) => pointer.slice(0, index)).filter((place) => place !== "");
}
