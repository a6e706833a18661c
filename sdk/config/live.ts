import { fingerprint } from "./canonical";
import { diffDocuments } from "./diff";
import { isCovered, mapScalars, toPointer, valueAt, type ConfigDocument, type ConfigValue, type Path } from "./document";
import { isSensitivePath } from "./sensitive";
import { withoutUnmanaged } from "./unmanaged";

/** What a Gateway shows in place of a secret (`config.get`, openclaw 2026.3 and later). */
export const redactionMarker = "__OPENCLAW_REDACTED__";

/** Begins what is shown in place of a literal that looks like a secret; a keyed hash follows. */
export const hiddenMark = "hidden:";

/** Values that are in a document but cannot be read back, or must not be shown: by JSON Pointer, as they were last written. */
export type SealedValues = Readonly<Record<string, ConfigValue>>;

// Stamped by the Gateway at every write; a config file that was copied from a bot has them, but they are never declared.
const stampedKeys = new Set(["meta", "wizard"]);

// A key that holds a credential by its name. Wider than the Gateway's own list, because a false hit only hides a value.
const secretKey = /(token|secret|password|passphrase|api[-_]?key|private[-_]?key|credential|authorization|cookie)s?$/i;

// Values that are credentials by their shape, wherever they stand.
const secretShape = /\b(sk-[\w-]{8,}|xox[abeprs]-[\w-]{8,}|xapp-[\w-]{8,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|gsk_\w{20,}|(?:bot)?\d{6,12}:[\w-]{30,}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]+)|:\/\/[^\s:/@]*:[^\s/@]+@/;

/** True for a text that is nothing but a reference to the environment: it is no secret, and must stay comparable. */
export function isReference(value: string): boolean {
  return /^\$\{[A-Z_][A-Z0-9_]*\}$/.test(value);
}

/** The names that a text takes from the environment: those in `${NAME}`, unless written `$${NAME}`. */
export function referencesIn(text: string): string[] {
  return [...text.matchAll(/(\$?)\$\{([A-Z_][A-Z0-9_]*)\}/g)].flatMap(([, escape, name]) => (escape === "" && name !== undefined ? [name] : []));
}

/** A document without the keys that the Gateway stamps itself. */
export function unstamped<T>(parsed: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(parsed).filter(([key]) => !stampedKeys.has(key)));
}

/**
 * A live document in which every redacted leaf shows the value we last wrote there, so that what cannot be read is not taken for a
 * change. A redacted leaf of which nothing is known keeps the marker.
 */
export function reveal(live: ConfigDocument, sealed: SealedValues): ConfigDocument {
  return mapScalars(live, (value, path) => (value === redactionMarker ? (sealed[toPointer(path)] ?? value) : value));
}

/** True for a value that is hidden by its Gateway, or has something hidden in it. */
export function holdsMarker(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(holdsMarker);
  return value === redactionMarker;
}

/** Those of the sealed values that a live document shows: of the others it is not known what the bot has. */
export function confirmed(sealed: SealedValues, live: ConfigDocument): SealedValues {
  const redacted = new Set<string>();
  mapScalars(live, (value, path) => {
    if (value === redactionMarker) redacted.add(toPointer(path));
    return value;
  });
  return Object.fromEntries(Object.entries(sealed).filter(([pointer]) => !redacted.has(pointer)));
}

/**
 * A live document in which every redacted leaf shows what `wanted` has there: a redacted leaf proves that there is a value, not which. It is
 * none of `${NAME}`: a Gateway shows a whole reference wherever it stands (openclaw 2026.9.6).
 */
export function revealAs(live: ConfigDocument, wanted: ConfigDocument): ConfigDocument {
  return mapScalars(live, (value, path) => (value === redactionMarker ? hiddenAs(valueAt(wanted, path)) : value));
}

function hiddenAs(wanted: ConfigValue | undefined): ConfigValue {
  return wanted === undefined || (typeof wanted === "string" && isReference(wanted)) ? redactionMarker : wanted;
}

/** What differs between a live document and a wanted one, as far as it can be read and is not the bot's own. */
export function differenceFrom(live: ConfigDocument, wanted: ConfigDocument, unmanaged: readonly string[]): Path[] {
  return diffDocuments(withoutUnmanaged(revealAs(live, wanted), unmanaged), withoutUnmanaged(wanted, unmanaged)).map(({ path }) => path);
}

/**
 * A live document that may be stored and shown: a literal at a secret key or of the shape of a credential becomes `hidden:<keyed
 * hash>`, unless it is the very value that we wrote there. So does what came in the place of a reference: it may be its value.
 *
 * @param references JSON Pointers of the leaves at which we wrote references, see {@link referencePaths}
 */
export function presentable(live: ConfigDocument, sealed: SealedValues, key: string, references: readonly string[] = []): ConfigDocument {
  const referring = new Set(references);
  const isBakedText = (value: unknown, pointer: string): boolean => referring.has(pointer) && typeof value === "string" && referencesIn(value).length === 0;
  return mapScalars(reveal(live, sealed), (value, path) => {
    const pointer = toPointer(path);
    if (value === sealed[pointer]) return value;
    return value === redactionMarker || isBakedText(value, pointer) || looksSecret(value, path) || isKeptSecret(value, path) ? `${hiddenMark}${fingerprint(value, key)}` : value;
  });
}

/** JSON Pointers of the leaves that take something from the environment. */
export function referencePaths(document: ConfigDocument): string[] {
  const found: string[] = [];
  mapScalars(document, (value, path) => {
    if (typeof value === "string" && referencesIn(value).length > 0) found.push(toPointer(path));
    return value;
  });
  return found;
}

/** A text where some Gateway release keeps a secret, whatever the release of this bot calls one. */
function isKeptSecret(value: unknown, path: Path): boolean {
  return typeof value === "string" && !isReference(value) && isSensitivePath(path);
}

/**
 * The values of a document that a later read will not show, or must not: those the live Gateway redacts, those that look like a secret or
 * stand where one is kept, and those declared secret.
 *
 * @param secretPaths JSON Pointers of the leaves that were declared secret
 */
export function sealedValues(wanted: ConfigDocument, live: ConfigDocument, secretPaths: readonly string[]): SealedValues {
  const declared = new Set(secretPaths);
  const sealed: Record<string, ConfigValue> = {};
  mapScalars(wanted, (value, path) => {
    const pointer = toPointer(path);
    if (isCovered(path, declared) || looksSecret(value, path) || isKeptSecret(value, path) || valueAt(live, path) === redactionMarker) sealed[pointer] = value;
    return value;
  });
  return sealed;
}

/** A text in which everything of the shape of a credential reads `[secret]`; for texts that are not ours. */
export function hideShapes(text: string): string {
  return text.replaceAll(new RegExp(secretShape, "g"), "[secret]");
}

/** True for a text that is a credential by the name of its key or by its shape, and no mere reference to one. */
export function looksSecret(value: unknown, path: Path): boolean {
  if (typeof value !== "string" || isReference(value)) return false;
  return path.some((name) => secretKey.test(name)) || secretShape.test(value);
}
