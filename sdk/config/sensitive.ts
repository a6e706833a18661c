import type { Path } from "./document";
import { knownReleases, releaseTable } from "./releases";

// Environments: Gateways hide some of these by their names only, and Clawdbot, where names stand right below `env`, too, none (2026.1.24-3).
const sensitiveEverywhere: readonly string[] = ["env.*", "skills.entries.*.env.*", "mcp.servers.*.env.*"];

let known: PatternTree | undefined;

/** True where a Gateway of any known release takes the value, or what holds it, for a secret: the lines do not mark the same ones. */
export function isSensitivePath(path: Path): boolean {
  known ??= PatternTree.of([...sensitiveEverywhere, ...knownReleases().flatMap((release) => releaseTable(release)?.sensitive ?? [])]);
  return known.begins(path);
}

/** Paths in which `*` stands for any key. */
class PatternTree {
  private readonly children = new Map<string, PatternTree>();
  private isEnd = false;

  static of(patterns: readonly string[]): PatternTree {
    const tree = new PatternTree();
    for (const pattern of patterns) tree.add(pattern.split("."));
    return tree;
  }

  private add([key, ...rest]: readonly string[]): void {
    if (key === undefined) {
      this.isEnd = true;
      return;
    }
    const child = this.children.get(key) ?? new PatternTree();
    this.children.set(key, child);
    child.add(rest);
  }

  /** True when one of the patterns begins a path. */
  begins([key, ...rest]: Path): boolean {
    if (this.isEnd) return true;
    return key !== undefined && [key, "*"].some((name) => this.children.get(name)?.begins(rest) === true);
  }
}
