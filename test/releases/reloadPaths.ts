import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConfigSchema, Path } from "../../sdk/config";
import { leavesOf, type Leaf } from "./leaves";
import { names } from "./untold";

/** Which leaves are tried on a real gateway, and why others are not. */
export interface PathList {
  /** Dotted, `*` for any key. */
  readonly tried: readonly string[];
  /** By pattern, `**` for whatever is below. */
  readonly leftOut: Readonly<Record<string, string>>;
}

/** Leaves whose change is planned as a restart: all of them that can be set here. */
export const restartPaths = readList("restart-paths.json");
/** Other leaves: 300, of every top-level key that has some. */
export const otherPaths = readList("other-paths.json");

function readList(file: string): PathList {
  return JSON.parse(readFileSync(join(__dirname, file), "utf8")) as PathList;
}

/** Every leaf by its dotted path, the first of several ways to it. */
export function leavesByPath(schema: ConfigSchema): ReadonlyMap<string, Leaf> {
  return new Map([...leavesOf(schema)].reverse().map((leaf) => [leaf.path.join("."), leaf]));
}

export function isLeftOut({ leftOut }: PathList, path: Path): boolean {
  return Object.keys(leftOut).some((pattern) => names(pattern, path));
}

/**
 * A fair choice of paths: in turns from each top-level key, in an order that depends on nothing but the paths.
 *
 * @param count how many; all of them when there are fewer
 */
export function stratified(paths: readonly string[], count: number): string[] {
  const strata = new Map<string, string[]>();
  const order = (path: string): string => createHash("sha256").update(path).digest("hex");
  for (const path of [...paths].sort((a, b) => (order(a) < order(b) ? -1 : 1))) {
    const key = path.split(".")[0] ?? "";
    strata.set(key, [...(strata.get(key) ?? []), path]);
  }
  const chosen: string[] = [];
  for (let round = 0; chosen.length < count && round < paths.length; round++) {
    for (const key of [...strata.keys()].sort()) {
      const path = strata.get(key)?.[round];
      if (path !== undefined && chosen.length < count) chosen.push(path);
    }
  }
  return chosen.sort();
}
