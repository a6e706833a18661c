import type { ConfigSchema } from "../../../../sdk/config";
import type { SchemaNode } from "../../../../sdk/config/releases";

/** Answer of `config.schema.lookup`, openclaw 2026.9.6; undefined for a path that is not in the schema. */
export function schemaLookup(path: string, schema: ConfigSchema): Readonly<Record<string, unknown>> | undefined {
  const keys = path.split(".");
  const nodes = schema.nodesAt(keys);
  if (nodes.length === 0) return undefined;
  const children = nodes.flatMap((node) => Object.keys(node.properties ?? {}).map((key) => child(key, [...keys, key], node, schema)));
  return { path, schema: {}, reloadKind: schema.reloadKindOf(keys), ...hintOf(keys, schema), children };
}

function child(key: string, path: readonly string[], parent: SchemaNode, schema: ConfigSchema): Readonly<Record<string, unknown>> {
  const nodes = schema.nodesAt(path);
  const hasChildren = nodes.some(({ properties, additionalProperties, items }) => properties !== undefined || additionalProperties !== undefined || items !== undefined);
  const type = nodes[0]?.type;
  return { key, path: path.join("."), ...(type !== undefined && { type }), required: parent.required?.includes(key) === true, hasChildren, reloadKind: schema.reloadKindOf(path), ...hintOf(path, schema) };
}

function hintOf(path: readonly string[], schema: ConfigSchema): { readonly hint?: { readonly sensitive: true } } {
  return schema.isSensitive(path) ? { hint: { sensitive: true } } : {};
}
