import { fingerprint } from "./canonical";
import { isCovered, mapScalars, toPointer, valueAt, type ConfigDocument, type ConfigValue, type Path } from "./document";

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
const secretShape = /\b(sk-[\w-]{8,}|xox[abeprs]-[\w-]{8,}|xapp-[\w-]{8,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|gsk_\w{20,}|\d{6,12}:[\w-]{30,}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]+)|:\/\/[^\s:/@]*:[^\s/@]+@/;

/** True for a text that is nothing but a reference to the environment: it is no secret, and must stay comparable. */
export function isReference(value: string): boolean {
  return /^\$\{[A-Z_][A-Z0-9_]*\}$/.test(value);
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

/** A live document in which every redacted leaf shows what `wanted` has there: a redacted leaf proves that there is a value, not which. */
export function revealAs(live: ConfigDocument, wanted: ConfigDocument): ConfigDocument {
  return mapScalars(live, (value, path) => (value === redactionMarker ? (valueAt(wanted, path) ?? value) : value));
}

/**
 * A live document that may be stored and shown: a literal at a secret key or of the shape of a credential becomes `hidden:<keyed
 * hash>`, unless it is the very value that we wrote there.
 */
export function presentable(live: ConfigDocument, sealed: SealedValues, key: string): ConfigDocument {
  return mapScalars(reveal(live, sealed), (value, path) => {
    if (value === sealed[toPointer(path)]) return value;
    return value === redactionMarker || looksSecret(value, path) ? `${hiddenMark}${fingerprint(value, key)}` : value;
  });
}

/**
 * The values of a document that a later read will not show, or must not: those the live Gateway redacts, those that look like a secret,
 * and those declared secret.
 *
 * @param secretPaths JSON Pointers of the leaves that were declared secret
 */
export function sealedValues(wanted: ConfigDocument, live: ConfigDocument, secretPaths: readonly string[]): SealedValues {
  const declared = new Set(secretPaths);
  const sealed: Record<string, ConfigValue> = {};
  mapScalars(wanted, (value, path) => {
    const pointer = toPointer(path);
    if (isCovered(path, declared) || looksSecret(value, path) || valueAt(live, path) === redactionMarker) sealed[pointer] = value;
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
