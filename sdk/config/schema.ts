import { MolthubError } from "../errors";
import type { Path } from "./document";
import { knownReleases, releaseTable, type ReleaseTable, type ReloadKind, type SchemaNode } from "./releases";
import type { GatewayRelease } from "./versions";

// Keys below these are other software's, known by the plugins that a bot has: what a change of theirs does is not known here.
const pluginKeys: readonly string[][] = [["channels"], ["plugins", "entries"]];

// Gateways hide some of these by their names only, and Clawdbot none (2026.1.24-3).
const sensitiveEverywhere: readonly string[] = ["env.vars.*"];

/** What a Gateway release accepts, which values it takes for secrets, and how changes of its leaves take effect. */
export class ConfigSchema {
  private static readonly made = new Map<ReleaseTable, ConfigSchema>();
  private readonly reload: PatternTree<ReloadKind> = new PatternTree();
  private readonly sensitive: PatternTree<true> = new PatternTree();

  private constructor(readonly table: ReleaseTable) {
    for (const [path, kind] of Object.entries(table.reload)) this.reload.add(path === "" ? [] : path.split("."), kind);
    for (const path of [...sensitiveEverywhere, ...knownReleases().flatMap((release) => releaseTable(release)?.sensitive ?? [])]) this.sensitive.add(path.split("."), true);
  }

  /** @throws MolthubError `unknown-version` for a release of which there is no table */
  static of(release: GatewayRelease): ConfigSchema {
    const table = releaseTable(release);
    if (table === undefined) {
      throw new MolthubError("unknown-version", `${release.package} ${release.version} is not known to this version of Molthub. In a clone of Molthub, \`npm run capture -- ${release.package}@${release.version}\` makes it known.`);
    }
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
    return path.reduce<readonly SchemaNode[]>((nodes, key) => nodes.flatMap((node) => this.childrenOf(node, key)), this.choices(this.root));
  }

  /** The property by which the Gateway tells the items of the array at this path apart, if it does. */
  arrayKeyAt(path: Path): string | undefined {
    return this.nodesAt(path).find(({ arrayKey }) => arrayKey !== undefined)?.arrayKey;
  }

  /** How a change of the leaf at this path takes effect. What is not known is taken for a restart. */
  reloadKindOf(path: Path): ReloadKind {
    if (this.nodesAt(path).length === 0 || this.isForeign(path)) return "restart";
    const nodes = this.nodesAt(path);
    const kinds = [this.reload.longest(path)];
    // An array changes as a whole: as a leaf, and as its items.
    if (nodes.some(({ type }) => type === "array")) kinds.push(this.reload.longest([...path, "*"]));
    // An object is a leaf while it is empty. The rules give the kinds of what may be in it, not its own: the strongest is taken for it.
    if (nodes.some(({ type }) => type === "object")) kinds.push(...this.reload.under(path));
    return kinds.includes("restart") ? "restart" : kinds.includes("hot") ? "hot" : (kinds[0] ?? "restart");
  }

  /** True where a Gateway of any known release takes the value, or what holds it, for a secret: the lines do not mark the same ones. */
  isSensitive(path: Path): boolean {
    return this.sensitive.longest(path) === true;
  }

  /** What may stand under a key of a value of this node. */
  childrenOf(node: SchemaNode, key: string): readonly SchemaNode[] {
    if (node.items !== undefined) return this.choices(this.node(node.items));
    const child = node.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : node.additionalProperties;
    if (child !== undefined) return this.choices(this.node(child));
    // A node that says nothing holds anything.
    return Object.keys(node).length === 0 ? [node] : [];
  }

  private isForeign(path: Path): boolean {
    return pluginKeys.some((prefix) => {
      const id = path[prefix.length];
      if (id === undefined || !prefix.every((key, at) => path[at] === key)) return false;
      return !this.nodesAt(prefix).some(({ properties }) => properties !== undefined && Object.hasOwn(properties, id));
    });
  }
}

/** Values by dotted pattern, in which `*` stands for any key. */
class PatternTree<T> {
  private readonly children = new Map<string, PatternTree<T>>();
  private value: T | undefined;

  add(pattern: readonly string[], value: T): void {
    const [key, ...rest] = pattern;
    if (key === undefined) {
      this.value = value;
      return;
    }
    const child = this.children.get(key) ?? new PatternTree<T>();
    this.children.set(key, child);
    child.add(rest, value);
  }

  /** The value of the longest pattern that begins a path; between two of one length, of the one that names the key. */
  longest(path: Path): T | undefined {
    return this.find(path, 0)?.value;
  }

  /** The values of the patterns that begin with a path. */
  under([key, ...rest]: Path): T[] {
    if (key !== undefined) return [this.children.get(key), this.children.get("*")].flatMap((child) => child?.under(rest) ?? []);
    return [...this.children.values()].flatMap((child) => [...(child.value === undefined ? [] : [child.value]), ...child.under([])]);
  }

  private find(path: Path, at: number): { depth: number; value: T } | undefined {
    const key = path[at];
    const below = key === undefined ? [] : [this.children.get(key), this.children.get("*")].map((child) => child?.find(path, at + 1));
    const [exact, any] = below;
    const deepest = exact !== undefined && exact.depth >= (any?.depth ?? 0) ? exact : any;
    return deepest ?? (this.value === undefined ? undefined : { depth: at, value: this.value });
  }
}
