import { isSecretRef } from "./clearSecret";
import { isPlainObject, type ConfigValue } from "./document";
import { isReference, referencesIn } from "./live";

// A Gateway that writes the values it runs with into its file takes the references away (`config.patch`, clawdbot 2026.1.24-3).
const reference = /(?<!\$)\$\{[A-Z_][A-Z0-9_]*\}/g;

/** True when all that tells two different values apart is that literals stand where references were. */
export function isBaked(before: ConfigValue, after: ConfigValue): boolean {
  if (before === after) return true;
  if (isSecretRef(before)) return typeof after === "string";
  if (Array.isArray(before)) return Array.isArray(after) && before.length === after.length && before.every((item, at) => isBaked(item, after[at] as ConfigValue));
  if (isPlainObject(before)) {
    if (!isPlainObject(after) || Object.keys(before).length !== Object.keys(after).length) return false;
    return Object.entries(before).every(([key, item]) => Object.hasOwn(after, key) && isBaked(item as ConfigValue, after[key] as ConfigValue));
  }
  return typeof before === "string" && typeof after === "string" && !isReference(after) && couldBecome(before, after);
}

/** Texts that may be the values of references: those that came into a value while references went. */
export function suspectTexts(before: ConfigValue | undefined, after: ConfigValue): ReadonlySet<string> {
  const kept = namesIn(after);
  if (before === undefined || [...namesIn(before)].every((name) => kept.has(name))) return new Set();
  const known = new Set(textsIn(before));
  return new Set(textsIn(after).filter((text) => !known.has(text) && !isReference(text)));
}

function textsIn(value: ConfigValue): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value as Record<string, ConfigValue>).flatMap(textsIn);
  return typeof value === "string" ? [value] : [];
}

function namesIn(value: ConfigValue): ReadonlySet<string> {
  return new Set(textsIn(value).flatMap(referencesIn));
}

/** True when a text may have become the other one because references in it were replaced by their values. */
function couldBecome(text: string, literal: string): boolean {
  const parts = text.split(reference);
  const had = namesIn(text);
  if (parts.length === 1 || [...namesIn(literal)].some((name) => !had.has(name))) return false;
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join(".*")}$`, "s").test(literal);
}
