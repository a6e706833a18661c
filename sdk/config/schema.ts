import { MolthubError } from "../errors";
import type { Path } from "./document";
import { releaseTable, strongestKind, type ReleaseTable, type ReloadKind, type SchemaNode } from "./releases";
import { isSensitivePath } from "./sensitive";
import type { GatewayRelease } from "./versions";

// Keys below these are other software's, known by the plugins that a bot has: what a change of theirs does is not known here.
const pluginKeys: readonly string[][] = [["channels"], ["plugins", "entries"]];

/** What a Gateway release accepts, which values it takes for secrets, and how changes of its leaves take effect. */
export class ConfigSchema {
  private static readonly made = new WeakMap<ReleaseTable, ConfigSchema>();
  private readonly reload: readonly (readonly [path: string, kind: ReloadKind])[];

  private constructor(readonly table: ReleaseTable) {
    this.reload = Object.entries(table.reload);
  }

  /** @throws MolthubError `unknown-version` for a release of which there is no table */
  static of(release: GatewayRelease): ConfigSchema {
    const table = releaseTable(release);
    if (table === undefined) {
      throw new MolthubError("unknown-version", `${release.package} ${release.version} is not known to this version of Molthub. In a clone of Molthub, \`npm run capture -- ${release.package}@${release.version}\` makes it known.`);
    }
    return ConfigSchema.ofTable(table);
  }

  /** The schema of a table that is no file's: of a capture, of a test. */
  static ofTable(table: ReleaseTable): ConfigSchema {
    const schema = ConfigSchema.made.get(table) ?? new ConfigSchema(table);
    ConfigSchema.made.set(table, schema);
    return schema;
  }

  get root(): SchemaNode {
    return this.node(this.table.root);
  }

  node(at: number): SchemaNode {
    return this.table.nodes[at] as SchemaNode;
  }

  /** The choices that a node stands for: itself, where it has none. */
  choices(node: SchemaNode): readonly SchemaNode[] {
    return node.anyOf?.map((at) => this.node(at)) ?? [node];
  }

  /** What may stand at a path; empty where nothing may. Arrays are entered by index. */
  nodesAt(path: Path): readonly SchemaNode[] {
    return this.placesAt(path).map(({ node }) => node);
  }

  /** The property by which the Gateway tells the items of the array at this path apart, if it does. */
  arrayKeyAt(path: Path): string | undefined {
    return this.nodesAt(path).find(({ arrayKey }) => arrayKey !== undefined)?.arrayKey;
  }

  /** How a change of the leaf at this path takes effect. What is not known is taken for a restart. */
  reloadKindOf(path: Path): ReloadKind {
    const places = this.placesAt(path);
    if (places.length === 0 || this.isForeign(path)) return "restart";
    const kinds = places.flatMap(({ node, names }) => {
      const own = [this.ruleOf(names)];
      // An array changes as a whole: as a leaf, and as its items.
      if (node.type === "array") own.push(this.ruleOf([...names, "*"]));
      // An object is a leaf while it is empty. The rules give the kinds of what may be in it, not its own: the strongest is taken for it.
      if (node.type === "object") own.push(...this.rulesBelow(names));
      return own;
    });
    return strongestKind(kinds);
  }

  /** True where a Gateway of any known release takes the value, or what holds it, for a secret: the lines do not mark the same ones. */
  isSensitive(path: Path): boolean {
    return isSensitivePath(path);
  }

  /** What may stand under a key of a value of this node. */
  childrenOf(node: SchemaNode, key: string): readonly SchemaNode[] {
    if (node.items !== undefined) return this.choices(this.node(node.items));
    const child = node.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : node.additionalProperties;
    if (child !== undefined) return this.choices(this.node(child));
    // A node that says nothing holds anything.
    return Object.keys(node).length === 0 ? [node] : [];
  }

  /** The kind that the longest rule gives which begins this path. A rule's `*` is a key that the schema does not name, never one that it does. */
  private ruleOf(names: Path): ReloadKind {
    const text = names.join(".");
    const begins = this.reload.filter(([path]) => path === "" || path === text || text.startsWith(`${path}.`));
    return begins.reduce<readonly [string, ReloadKind]>((longest, rule) => (rule[0].length >= longest[0].length ? rule : longest), ["", "restart"])[1];
  }

  private rulesBelow(names: Path): ReloadKind[] {
    const text = names.length === 0 ? "" : `${names.join(".")}.`;
    return this.reload.flatMap(([path, kind]) => (path.startsWith(text) ? [kind] : []));
  }

  private placesAt(path: Path): readonly Place[] {
    const roots = this.choices(this.root).map((node): Place => ({ node, names: [] }));
    return path.reduce<readonly Place[]>((places, key) => places.flatMap(({ node, names }) => this.childrenOf(node, key).map((child) => ({ node: child, names: [...names, nameIn(node, key)] }))), roots);
  }

  private isForeign(path: Path): boolean {
    return pluginKeys.some((prefix) => {
      const id = path[prefix.length];
      if (id === undefined || !prefix.every((key, at) => path[at] === key)) return false;
      return !this.nodesAt(prefix).some(({ properties }) => properties !== undefined && Object.hasOwn(properties, id));
    });
  }
}

/** A node, and the names by which the rules of a table call the keys that lead to it. */
interface Place {
  readonly node: SchemaNode;
  readonly names: Path;
}

function nameIn({ items, properties = {} }: SchemaNode, key: string): string {
  return items === undefined && Object.hasOwn(properties, key) ? key : "*";
}
