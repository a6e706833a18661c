import { anyKey, type Path, type PathPattern } from "../../sdk/config";

/** True for a path that a pattern names, or that is in what it names. */
export function covers(pattern: PathPattern, path: Path): boolean {
  return pattern.length <= path.length && pattern.every((key, at) => key === anyKey || key === path[at]);
}
