import { createHash, createHmac } from "node:crypto";
import { isCovered, mapScalars, type ConfigDocument, type ConfigValue } from "./document";
import { withoutUnknowns } from "./unknown";

/** JSON with sorted keys and without white space: equal documents have equal text. */
export function canonicalJson(value: ConfigValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] as ConfigValue)}`);
  return `{${members.join(",")}}`;
}

/** A keyed hash that tells two secrets apart without telling what they are. */
export function fingerprint(value: ConfigValue, key: string): string {
  return createHmac("sha256", key).update(canonicalJson(value)).digest("hex").slice(0, 32);
}

/**
 * The digest that names a document: SHA-256, in hex, of its canonical JSON. Secret leaves enter as keyed hashes, so that a digest can
 * be shown and stored; leaves that are not known yet are left out.
 *
 * @param secretPaths JSON Pointers of the leaves that are secret
 * @param key the secret key of their hashes
 */
export function digestOf(document: ConfigDocument, secretPaths: readonly string[] = [], key = ""): string {
  const secret = new Set(secretPaths);
  const shown = mapScalars(withoutUnknowns(document), (value, path) => (isCovered(path, secret) ? fingerprint(value, key) : value));
  return createHash("sha256").update(canonicalJson(shown)).digest("hex");
}
