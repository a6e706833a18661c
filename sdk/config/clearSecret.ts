import { SecretReference } from "../secrets";
import { fromPointer, isPlainObject, valueAt, type ConfigDocument, type Path } from "./document";
import { isReference, looksSecret, redactionMarker, type SealedValues } from "./live";
import { isOpaque } from "./openDocument";
import type { ConfigSchema } from "./schema";

/**
 * True for a secret in clear: a text where a Gateway keeps secrets, under a key that is named like one, or of the shape of one; and a
 * number where a Gateway keeps secrets, as YAML makes one of a PIN.
 */
export function isClearSecret(value: unknown, path: Path, schema: ConfigSchema): boolean {
  if (typeof value === "number") return schema.isSensitive(path);
  return typeof value === "string" && !isReference(value) && (looksSecret(value, path) || schema.isSensitive(path));
}

/** True for the Gateway's way to say where a secret is (`{ source, provider, id }`, openclaw 2026.3 and later): a name, and worth reviewing. */
export function isSecretRef(value: unknown): boolean {
  return isPlainObject(value) && Object.keys(value).sort().join() === "id,provider,source" && Object.values(value).every((part) => typeof part === "string" && !looksSecret(part, []));
}

/** True for such a text, and for what holds one. */
export function holdsClearSecret(value: unknown, path: Path, schema: ConfigSchema): boolean {
  if (isSecretRef(value)) return false;
  if (Array.isArray(value)) return value.some((item, at) => holdsClearSecret(item, [...path, String(at)], schema));
  if (isPlainObject(value)) return Object.entries(value).some(([key, item]) => holdsClearSecret(item, [...path, key], schema));
  return isClearSecret(value, path, schema);
}

/** A value as it may be shown: secrets in clear read `[secret]`, Outputs `[output]`. */
export function shownValue(value: unknown, path: Path, schema: ConfigSchema): unknown {
  if (SecretReference.isInstance(value)) return `[secret ${value.from}]`;
  if (isOpaque(value)) return "[output]";
  if (isSecretRef(value)) return value;
  if (Array.isArray(value)) return value.map((item, at) => shownValue(item, [...path, String(at)], schema));
  if (isPlainObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shownValue(item, [...path, key], schema)]));
  return isClearSecret(value, path, schema) ? "[secret]" : value;
}

/** The secrets among sealed values of a document, to mask them: the parts of a reference are sealed too, and are names. */
export function secretTexts(sealed: SealedValues, document: ConfigDocument): string[] {
  const isOfReference = (pointer: string): boolean => isSecretRef(valueAt(document, fromPointer(pointer).slice(0, -1))) || pointer.replace(/[^/]*$/, "source") in sealed;
  return Object.entries(sealed).flatMap(([pointer, value]) => (isOfReference(pointer) || value === redactionMarker || (typeof value === "string" && isReference(value)) ? [] : [String(value)]));
}
