import { isPlainObject } from "./document";

/** True for a document that is composed of several files (`$include`): what those say is not in it. */
export function holdsInclude(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsInclude);
  return isPlainObject(value) && (Object.hasOwn(value, "$include") || Object.values(value).some(holdsInclude));
}
