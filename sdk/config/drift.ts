import { isBaked, suspectTexts } from "./baked";
import { fingerprint } from "./canonical";
import { isSecretRef } from "./clearSecret";
import { diffDocuments, type Change } from "./diff";
import { formatPath, mapScalars, toPointer, valueAt, type ConfigDocument, type ConfigValue, type Path } from "./document";
import { hiddenMark, isReference, redactionMarker } from "./live";
import { OwnSecrets, type AppliedDocument } from "./ownSecrets";
import { storedAs } from "./stored";
import { withoutUnmanaged } from "./unmanaged";

/** One way in which a live bot differs from what was applied to it, ready to be shown: a secret reads `[secret]`. */
export interface DriftEntry {
  readonly path: string;
  /**
   * `baked`: a literal stands where a reference (`${NAME}`) was written, its value most likely. `hidden`: the Gateway does not show the value, and
   * something among all those of this kind is another one now.
   */
  readonly kind: "changed" | "added" | "removed" | "hidden" | "baked";
  /** Absent where there is nothing, or nothing is told. */
  readonly before?: ConfigValue;
  readonly after?: ConfigValue;
}

/**
 * How the document of a live bot differs from what was last applied to it. What the Gateway stamps or writes down by itself, what is the
 * bot's own, formatting and the order of keys make no difference.
 *
 * @param live as `config.get` tells it
 * @param hiddenChanged whether something that cannot be read is known to have changed (see `hiddenChange`); if not, what cannot be read is
 * taken to be as it was written
 */
export function driftOf(applied: AppliedDocument, live: ConfigDocument, hiddenChanged: boolean): DriftEntry[] {
  const own = new OwnSecrets(applied);
  const { wanted, found, unreadable } = compared(applied, live);
  const visible = diffDocuments(wanted, found);
  const entries = withWholeRefs(visible, wanted, found).map((change) => entryOf(change, own));
  const hidden = hiddenChanged ? unreadable.map((path): DriftEntry => ({ path: own.shownText(formatPath(path)), kind: "hidden" })) : [];
  return [...entries, ...hidden];
}

/** Two documents to compare. */
export interface Compared {
  readonly wanted: ConfigDocument;
  /** The live one, with what was applied at every leaf that is not known to be another. */
  readonly found: ConfigDocument;
  /** The leaves that were applied and cannot be read. */
  readonly unreadable: readonly Path[];
}

/** What is to be compared of a live document with what was applied. */
export function compared({ document, unmanaged, release, key }: AppliedDocument, live: ConfigDocument): Compared {
  const wanted = withoutUnmanaged(storedAs(document, release), unmanaged);
  const unreadable: Path[] = [];
  const found = mapScalars(withoutUnmanaged(storedAs(live, release), unmanaged), (value, path) => {
    const written = valueAt(wanted, path);
    if (value === redactionMarker && isHiddenScalar(written)) {
      unreadable.push(path);
      return written;
    }
    return typeof written === "string" && written === `${hiddenMark}${fingerprint(value, key)}` ? written : value;
  });
  return { wanted, found, unreadable };
}

/** Whether anything that was applied cannot be read on the bot. */
export function holdsUnreadable(applied: AppliedDocument, live: ConfigDocument): boolean {
  return compared(applied, live).unreadable.length > 0;
}

// A Gateway shows a whole reference wherever it stands (openclaw 2026.9.6): what is hidden in its place is no reference any more.
function isHiddenScalar(written: ConfigValue | undefined): written is string | number | boolean {
  if (typeof written === "string") return !isReference(written);
  return typeof written === "number" || typeof written === "boolean";
}

/** The parts of a secret reference (`{ source, provider, id }`) make sense together only. */
function withWholeRefs(changes: readonly Change[], wanted: ConfigDocument, found: ConfigDocument): Change[] {
  const whole = new Map<string, Change>();
  for (const change of changes) {
    const path = change.path.slice(0, -1);
    const [before, after] = [valueAt(wanted, path), valueAt(found, path)];
    const kept = isSecretRef(before) || isSecretRef(after) ? { path, before, after } : change;
    whole.set(toPointer(kept.path), kept);
  }
  return [...whole.values()];
}

function entryOf({ path, before, after }: Change, own: OwnSecrets): DriftEntry {
  return {
    path: own.shownText(formatPath(path)),
    kind: before === undefined ? "added" : after === undefined ? "removed" : isBaked(before, after) ? "baked" : "changed",
    ...(before !== undefined && { before: own.shown(before, path) }),
    ...(after !== undefined && { after: shownAfter(before, after, path, own) }),
  };
}

/** What may have come in the place of references is as secret as their values. */
function shownAfter(before: ConfigValue | undefined, after: ConfigValue, path: Path, own: OwnSecrets): ConfigValue {
  const suspects = suspectTexts(before, after);
  const visit = (value: ConfigValue): ConfigValue => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item)]));
    return typeof value === "string" && suspects.has(value) ? "[secret]" : value;
  };
  return visit(own.shown(after, path));
}
