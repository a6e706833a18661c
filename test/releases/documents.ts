import fc from "fast-check";
import type { ConfigDocument, ConfigSchema, ConfigValue, Path } from "../../sdk/config";
import type { SchemaNode } from "../../sdk/config/releases";
import type { Leaf } from "./leaves";
import { at, beside, keysAt, meaningful } from "./untold";
import { referenceOf, scalarOf, word } from "./values";

/** Documents, and the leaves that stand in them: of two that exclude each other, the first. */
export interface Grown {
  readonly documents: fc.Arbitrary<ConfigDocument>;
  readonly placed: readonly Leaf[];
}

/** Documents in which the given leaves of a schema stand, each with a value of its own, and nothing else but what these need. */
export function documentsWith(leaves: readonly Leaf[], schema: ConfigSchema): Grown {
  const placed: Leaf[] = [];
  const documents = new Growth(schema, placed).valueOf(schema.root, leaves, []) as fc.Arbitrary<ConfigDocument>;
  return { documents, placed };
}

class Growth {
  constructor(
    private readonly schema: ConfigSchema,
    private readonly placed: Leaf[],
  ) {}

  /**
   * @param leaves those whose way leads through `node`
   * @param path the place of the node, `*` for any key
   */
  valueOf(node: SchemaNode, leaves: readonly Leaf[], path: Path): fc.Arbitrary<ConfigValue> {
    this.placed.push(...leaves.filter((leaf) => leaf.path.length === path.length));
    const below = leaves.filter((leaf) => leaf.path.length > path.length);
    const values = at(meaningful, path)?.filter((value) => fits(value, node)) ?? [];
    if (values.length > 0) return fc.constantFrom(...values);
    const reference = referenceOf(node, this.schema);
    if (reference !== undefined) {
      this.placed.push(...below);
      return reference;
    }
    if (node.items !== undefined) return this.arrayOf(node, below, path);
    if (node.properties === undefined && node.additionalProperties === undefined) return scalarOf(node);
    return this.objectOf(node, below, path);
  }

  private objectOf(node: SchemaNode, leaves: readonly Leaf[], path: Path): fc.Arbitrary<ConfigDocument> {
    const { properties = {}, additionalProperties, propertyNames, required = [] } = node;
    const given = at(beside, path) ?? {};
    const keyOf = (leaf: Leaf): string => leaf.path[path.length] as string;
    const named = new Set([...required, ...leaves.map(keyOf).filter((key) => Object.hasOwn(properties, key))]);
    const members = [...named].map((key) => {
      const inside = leaves.filter((leaf) => keyOf(leaf) === key);
      return fc.tuple(fc.constant(key), this.childOf(properties[key] ?? additionalProperties, inside, [...path, key]));
    });
    const names = namesAt(path, propertyNames === undefined ? undefined : this.schema.node(propertyNames));
    const others = leaves.filter((leaf) => !Object.hasOwn(properties, keyOf(leaf)));
    const items = this.byChoice(others, path).map((inside) => fc.tuple(names, this.childOf(additionalProperties, inside, [...path, "*"])));
    return fc.tuple(...members, ...items).map((entries) => ({ ...given, ...Object.fromEntries(entries) }));
  }

  private arrayOf({ items, minItems = 1 }: SchemaNode, leaves: readonly Leaf[], path: Path): fc.Arbitrary<ConfigValue[]> {
    const inside = this.byChoice(leaves, path).map((those) => this.childOf(items, those, [...path, "*"]));
    const missing = Array.from({ length: Math.max(0, minItems - inside.length) }, () => this.childOf(items, [], [...path, "*"]));
    return fc.tuple(...inside, ...missing);
  }

  /** What stands at a place. Of leaves that lead through different choices, those of the first one. */
  private childOf(index: number | undefined, leaves: readonly Leaf[], path: Path): fc.Arbitrary<ConfigValue> {
    if (index === undefined) return word;
    const [first] = leaves;
    const choices = this.schema.choices(this.schema.node(index));
    if (first === undefined) return fc.oneof(...choices.map((choice) => this.valueOf(choice, [], path)));
    const choice = first.nodes[path.length] as SchemaNode;
    return this.valueOf(choice, leaves.filter(({ nodes }) => nodes[path.length] === choice), path);
  }

  /** Leaves of a map or an array, one group for each choice that is made of the item. */
  private byChoice(leaves: readonly Leaf[], path: Path): Leaf[][] {
    const choices = new Set(leaves.map(({ nodes }) => nodes[path.length + 1]));
    return [...choices].map((choice) => leaves.filter(({ nodes }) => nodes[path.length + 1] === choice));
  }
}

function namesAt(path: Path, node: SchemaNode | undefined): fc.Arbitrary<string> {
  const names = at(keysAt, path);
  if (names !== undefined) return fc.constantFrom(...names);
  return node === undefined ? word : scalarOf(node).map(String);
}

function fits(value: ConfigValue, { type, enum: allowed }: SchemaNode): boolean {
  if (allowed !== undefined) return allowed.includes(value as string);
  return type === undefined || (type === "integer" ? typeof value === "number" : typeof value === type);
}
