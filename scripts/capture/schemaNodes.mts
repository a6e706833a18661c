import type { SchemaNode } from "../../sdk/config/releases/table.ts";

/** A JSON Schema (draft 7) as a Gateway answers it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

// Keywords that say something of a single value. Texts, defaults and what spans several values (`if`, `not`) are left to the bot.
const plainKeywords = ["type", "enum", "minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength", "pattern", "format", "minItems", "maxItems"] as const;

/** The nodes of a schema, equal ones once; the last one is the document's own. */
export function schemaNodes(schema: JsonSchema): SchemaNode[] {
  const nodes: SchemaNode[] = [];
  const known = new Map<string, number>();
  const intern = (node: SchemaNode): number => {
    const text = JSON.stringify(node);
    const at = known.get(text) ?? nodes.push(node) - 1;
    known.set(text, at);
    return at;
  };
  const compact = (whole: JsonSchema, definitions: JsonSchema): number => {
    const raw = withParts(whole);
    const own = { ...definitions, ...(raw["$defs"] as JsonSchema | undefined) };
    const visit = (child: unknown): number => compact(child === true ? {} : (child as JsonSchema), own);
    const target = raw["$ref"];
    if (typeof target === "string") return visit(own[target.split("/").at(-1) ?? ""]);
    const types = Array.isArray(raw["type"]) ? raw["type"].map((type: unknown) => ({ ...raw, type })) : undefined;
    const choices = (raw["anyOf"] ?? raw["oneOf"] ?? types) as readonly JsonSchema[] | undefined;
    if (choices !== undefined) return intern(choiceOf(choices.map(visit), nodes));
    const node: Record<string, unknown> = Object.fromEntries(plainKeywords.filter((keyword) => raw[keyword] !== undefined).map((keyword) => [keyword, raw[keyword]]));
    const required = requiredOf(raw);
    if (required.length > 0) node["required"] = required;
    if (raw["const"] !== undefined) node["enum"] = [raw["const"]];
    if (raw["properties"] !== undefined) node["properties"] = Object.fromEntries(Object.entries(raw["properties"] as JsonSchema).map(([key, child]) => [key, visit(child)]));
    const others = raw["additionalProperties"];
    if (others !== false && (others !== undefined || raw["type"] === "object")) node["additionalProperties"] = visit(others ?? true);
    const names = raw["propertyNames"] as JsonSchema | undefined;
    if (names !== undefined && Object.keys(names).some((keyword) => keyword !== "type")) node["propertyNames"] = visit(names);
    if (raw["items"] !== undefined && !Array.isArray(raw["items"])) {
      node["items"] = visit(raw["items"]);
      const item = nodes[node["items"] as number];
      if (item?.properties?.["id"] !== undefined && item.required?.includes("id") === true) node["arrayKey"] = "id";
    }
    return intern(node);
  };
  return reachable(nodes, compact(schema, {}));
}

/** The nodes that `root` leads to, in their order: not the single choices that became one list. */
function reachable(nodes: readonly SchemaNode[], root: number): SchemaNode[] {
  const used = new Set<number>();
  const mark = (at: number): number => {
    if (!used.has(at)) {
      used.add(at);
      withChildren(nodes[at] as SchemaNode, mark);
    }
    return at;
  };
  mark(root);
  const order = new Map([...used].sort((a, b) => a - b).map((at, index) => [at, index]));
  return [...order.keys()].map((at) => withChildren(nodes[at] as SchemaNode, (child) => order.get(child) as number));
}

/** A node with other indexes of the nodes it leads to. */
function withChildren(node: SchemaNode, change: (at: number) => number): SchemaNode {
  const { properties, additionalProperties, propertyNames, items, anyOf } = node;
  return {
    ...node,
    ...(properties !== undefined && { properties: Object.fromEntries(Object.entries(properties).map(([key, at]) => [key, change(at)])) }),
    ...(additionalProperties !== undefined && { additionalProperties: change(additionalProperties) }),
    ...(propertyNames !== undefined && { propertyNames: change(propertyNames) }),
    ...(items !== undefined && { items: change(items) }),
    ...(anyOf !== undefined && { anyOf: anyOf.map(change) }),
  };
}

/** What must be given: the Gateways' schemas also list what has a default, which they put in themselves. */
function requiredOf(raw: JsonSchema): string[] {
  const properties = (raw["properties"] ?? {}) as Readonly<Record<string, JsonSchema | undefined>>;
  return ((raw["required"] ?? []) as readonly string[]).filter((key) => properties[key]?.["default"] === undefined);
}

/** A schema with what the parts of its `allOf` say of a single value; of two patterns the first. */
function withParts(raw: JsonSchema): JsonSchema {
  const parts = (raw["allOf"] ?? []) as readonly JsonSchema[];
  const said = parts.map((part) => Object.fromEntries(plainKeywords.filter((keyword) => part[keyword] !== undefined).map((keyword) => [keyword, part[keyword]])));
  return Object.assign({}, ...said.reverse(), raw) as JsonSchema;
}

/** Choices without nesting and repetition; choices of one type that are only lists of values are one list. */
function choiceOf(choices: readonly number[], nodes: readonly SchemaNode[]): SchemaNode {
  const flat = [...new Set(choices.flatMap((at) => nodes[at]?.anyOf ?? [at]))];
  const isList = (at: number): boolean => Object.keys(nodes[at] ?? {}).every((keyword) => keyword === "type" || keyword === "enum") && nodes[at]?.enum !== undefined;
  const type = nodes[flat[0] ?? 0]?.type;
  if (flat.every((at) => isList(at) && nodes[at]?.type === type)) {
    return { ...(type !== undefined && { type }), enum: [...new Set(flat.flatMap((at) => nodes[at]?.enum ?? []))] };
  }
  const [only] = flat;
  return flat.length === 1 && only !== undefined ? (nodes[only] as SchemaNode) : { anyOf: flat };
}
