import { SecretReference } from "../secrets";
import { isPlainObject } from "./document";

/** A rendered document whose leaves may still be opaque (Outputs). */
export interface OpenDocument {
  [key: string]: unknown;
}

/**
 * True for a leaf whose value is not here yet: a secret reference, a Pulumi Output or a Promise; to us, any object with a `then` or `apply`.
 */
export function isOpaque(value: unknown): boolean {
  if (SecretReference.isInstance(value)) return true;
  if (typeof value !== "object" || value === null || Array.isArray(value) || isPlainObject(value)) return false;
  return typeof (value as { apply?: unknown }).apply === "function" || typeof (value as { then?: unknown }).then === "function";
}

/** True for equal data, whatever the order of keys. Opaque values are equal to themselves only: what is in them is not known. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, at) => sameValue(item, b[at]));
  if (!isPlainObject(a) || !isPlainObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]));
}

/** What an object has under a key of its own; undefined where it has none, or is no object literal. Arrays are not entered. */
export function memberOf(value: unknown, key: string): unknown {
  return isPlainObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The kind of a value in words, never the value itself: it may be a secret. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (SecretReference.isInstance(value)) return "a secret reference";
  if (isOpaque(value)) return "an Output";
  if (Array.isArray(value)) return "an array";
  if (isPlainObject(value)) return "an object";
  if (typeof value === "object") return `an instance of ${value.constructor.name}`;
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : `a ${typeof value}`;
}
