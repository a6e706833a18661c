import { MolthubError } from "../errors";
import { anyKey, parsePattern, type PathPattern } from "./paths";
import { knownReleases, type SchemaNode } from "./releases";
import { ConfigSchema } from "./schema";

/**
 * Refuses paths that no known release has: a slip in `locked` or `unmanaged` would do nothing, without a word.
 *
 * @param where names the argument in the message, as in `bot alice: unmanaged`
 * @param arrays whether a path may go into an array
 * @throws MolthubError `invalid-path`
 */
export function requireKnownPatterns(patterns: readonly string[], where: string, arrays: "may-enter" | "are-leaves"): void {
  for (const text of patterns) {
    const pattern = parsePattern(text, where);
    const found = knownReleases().map((release) => lookUp(pattern, ConfigSchema.of(release), arrays));
    if (found.includes("known")) continue;
    const what = found.includes("in-array") ? "goes into an array, and arrays are taken as wholes: name the array itself" : "is not a path of any release that Molthub knows: is it misspelt?";
    throw new MolthubError("invalid-path", `${where}: ${JSON.stringify(text)} ${what}`);
  }
}

function lookUp(pattern: PathPattern, schema: ConfigSchema, arrays: "may-enter" | "are-leaves"): "known" | "in-array" | "unknown" {
  let nodes = schema.choices(schema.root);
  for (const key of pattern) {
    if (arrays === "are-leaves" && nodes.every(({ type }) => type === "array")) return "in-array";
    nodes = nodes.flatMap((node) => (key === anyKey ? childrenOf(node, schema) : schema.childrenOf(node, key)));
    if (nodes.length === 0) return "unknown";
  }
  return "known";
}

function childrenOf(node: SchemaNode, schema: ConfigSchema): readonly SchemaNode[] {
  const { properties = {}, additionalProperties, items } = node;
  const children = [...Object.values(properties), ...[additionalProperties, items].filter((child) => child !== undefined)];
  // A node that says nothing holds anything.
  return Object.keys(node).length === 0 ? [node] : children.flatMap((child) => schema.choices(schema.node(child)));
}
