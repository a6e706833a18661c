import { isDeepStrictEqual } from "node:util";
import type { Properties } from "./handler";

/** The properties of these names in which two sets differ. A value that is not known yet differs from every other. */
export function changedProperties(olds: Properties, news: Properties, names: readonly string[]): string[] {
  return names.filter((name) => !isDeepStrictEqual(olds[name], news[name]));
}

/** A set of properties without those of these names. */
export function withoutProperties(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

/** The properties of these names, as far as they are there. */
export function pick(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(names.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])));
}
