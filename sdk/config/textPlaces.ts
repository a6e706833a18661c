import type { Path } from "./document";
import { anyKey, type PathPattern } from "./paths";
import type { SchemaNode } from "./releases";
import type { ConfigSchema } from "./schema";

/** A place at which a Gateway takes a text that is anybody's to choose. */
export interface TextPlace {
  /** `*` where the schema names no key: a member of a map, an item of an array. */
  readonly path: Path;
  /** True where the schema says nothing: whatever stands there, or in it. */
  readonly open: boolean;
}

/** Every such place that a pattern names, or that is in what it names. Texts with a fixed choice are none. */
export function* textPlaces(pattern: PathPattern, schema: ConfigSchema): Generator<TextPlace, void> {
  for (const node of schema.choices(schema.root)) yield* placesIn(node, pattern, [], schema);
}

function* placesIn(node: SchemaNode, pattern: PathPattern, path: Path, schema: ConfigSchema): Generator<TextPlace, void> {
  if (Object.keys(node).length === 0) {
    yield { path: [...path, ...pattern.map((key) => (key === anyKey ? "*" : key))], open: true };
    return;
  }
  const [key, ...rest] = pattern;
  if (key === undefined && takesAnyText(node)) yield { path, open: false };
  for (const name of key === undefined || key === anyKey ? keysOf(node) : [key]) {
    for (const child of schema.childrenOf(node, name)) yield* placesIn(child, rest, [...path, name], schema);
  }
}

/** A node of a text may say no type: its pattern tells. */
function takesAnyText({ type = "string", enum: choices, anyOf }: SchemaNode): boolean {
  return type === "string" && choices === undefined && anyOf === undefined;
}

function keysOf({ properties = {}, additionalProperties, items }: SchemaNode): string[] {
  return [...Object.keys(properties), ...(additionalProperties === undefined && items === undefined ? [] : ["*"])];
}
