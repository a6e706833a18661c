import type { ConfigSchema, Path } from "../../sdk/config";
import type { SchemaNode } from "../../sdk/config/releases";

/** A place of a schema under which there are no others, and the way to it. */
export interface Leaf {
  /** From the root; `*` for any key of a map and for any item of an array. */
  readonly path: Path;
  /** The node at the root and after each key, of several choices the one that the way takes: one more than there are keys. */
  readonly nodes: readonly SchemaNode[];
}

/** Every leaf of a schema, one for each way to it: a path at which there is a choice has several. */
export function leavesOf(schema: ConfigSchema): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (at: number, path: Path, above: readonly SchemaNode[]): void => {
    for (const node of schema.choices(schema.node(at))) {
      const nodes = [...above, node];
      const children = childrenOf(node);
      if (children.length === 0) leaves.push({ path, nodes });
      for (const [key, child] of children) visit(child, [...path, key], nodes);
    }
  };
  visit(schema.table.root, [], []);
  return leaves;
}

function childrenOf({ properties = {}, additionalProperties, items }: SchemaNode): [string, number][] {
  const others = [additionalProperties, items].filter((at) => at !== undefined);
  return [...Object.entries(properties), ...others.map((at): [string, number] => ["*", at])];
}
