import { isPlainObject } from "./document";
import type { OpenDocument } from "./openDocument";

/** The same document with the keys of every object in order, so that equal documents are equal as text. Arrays keep their order. */
export function sortKeys(document: OpenDocument): OpenDocument {
  const sorted: OpenDocument = {};
  for (const key of Object.keys(document).sort()) sorted[key] = sortedValue(document[key]);
  return sorted;
}

function sortedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedValue);
  return isPlainObject(value) ? sortKeys(value) : value;
}
