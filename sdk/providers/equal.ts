import { isDeepStrictEqual } from "node:util";
import { isUnknown } from "../config";
import type { Properties } from "./handler";

/** The properties of these names in which two sets differ. A value that is not known yet differs from every other. */
export function changedProperties(olds: Properties, news: Properties, names: readonly string[]): string[] {
  return names.filter((name) => !isDeepStrictEqual(olds[name], news[name]));
}

/** A set of properties without those of these names. */
export function withoutProperties(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

/** True when a value, or anything in it, is not known yet. */
export function holdsUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsUnknown);
}
