import type { ReloadKind } from "../../sdk/config/releases/table.ts";

/** How one leaf takes effect, as the Gateway says. */
export interface LeafKind {
  /** Dotted, `*` for any key or index. */
  readonly path: string;
  readonly kind: ReloadKind;
}

interface Branch {
  readonly children: Map<string, Branch>;
  kind?: ReloadKind;
}

const kinds: readonly ReloadKind[] = ["hot", "none", "restart"];

/** The fewest rules from which the longest one that begins a path gives the kind of every leaf. */
export function reloadRules(leaves: readonly LeafKind[]): Record<string, ReloadKind> {
  const root: Branch = { children: new Map() };
  for (const { path, kind } of leaves) {
    let branch = root;
    for (const key of path.split(".")) {
      const child: Branch = branch.children.get(key) ?? { children: new Map() };
      branch.children.set(key, child);
      branch = child;
    }
    branch.kind = kind;
  }
  const costs = new Map<Branch, Record<ReloadKind, number>>();
  // How many rules a branch needs below a rule that says `kind`.
  const costOf = (branch: Branch, kind: ReloadKind): number => {
    const known = costs.get(branch);
    if (known !== undefined) return known[kind];
    const cost = Object.fromEntries(kinds.map((inherited) => [inherited, ownCost(branch, inherited) + childrenCost(branch, inherited)])) as Record<ReloadKind, number>;
    costs.set(branch, cost);
    return cost[kind];
  };
  const ownCost = (branch: Branch, inherited: ReloadKind): number => (branch.kind === undefined || branch.kind === inherited ? 0 : Number.POSITIVE_INFINITY);
  const childrenCost = (branch: Branch, inherited: ReloadKind): number =>
    [...branch.children.values()].map((child) => costOf(child, best(child, inherited)) + (best(child, inherited) === inherited ? 0 : 1)).reduce((sum, cost) => sum + cost, 0);
  const best = (branch: Branch, inherited: ReloadKind): ReloadKind => {
    const other = kinds.reduce((a, b) => (costOf(branch, b) < costOf(branch, a) ? b : a));
    return costOf(branch, inherited) <= costOf(branch, other) + 1 ? inherited : other;
  };
  const rules: Record<string, ReloadKind> = {};
  const emit = (branch: Branch, path: readonly string[], inherited: ReloadKind): void => {
    for (const [key, child] of [...branch.children].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const kind = best(child, inherited);
      if (kind !== inherited) rules[[...path, key].join(".")] = kind;
      emit(child, [...path, key], kind);
    }
  };
  const top = kinds.reduce((a, b) => (costOf(root, b) < costOf(root, a) ? b : a));
  rules[""] = top;
  emit(root, [], top);
  return rules;
}
