import { MolthubError } from "../errors";
import type { Path } from "./document";
import { kindOf } from "./openDocument";

/** Any one key, in a pattern. */
export const anyKey = Symbol("*");

/** A path in which keys may be left open. */
export type PathPattern = readonly (string | typeof anyKey)[];

// A name, after a dot unless it comes first, or any key in brackets.
const segment = /(?:^|(?!^)\.)([A-Za-z_$][\w$-]*|\*)|\[("(?:[^"\\]|\\.)*")\]/sy;

/**
 * The path that `formatPath` prints as `text`.
 *
 * @param where names the argument in the message
 * @throws MolthubError `invalid-path`
 * @example
 * parsePath('models.providers["my.proxy"].models', "append"); // ["models", "providers", "my.proxy", "models"]
 */
export function parsePath(text: unknown, where: string): Path {
  const path = parsePattern(text, where);
  if (path.every((key) => typeof key === "string")) return path;
  throw badPath(where, text, 'names many places: `*` stands for any key in `locked` and `unmanaged` only. Write the key, or ["*"] for the key of that name.');
}

/** Like {@link parsePath}, but a whole segment may be `*`, which stands for any one key; the key of that name is `["*"]`. */
export function parsePattern(text: unknown, where: string): PathPattern {
  if (text === "<root>") return [];
  const path = typeof text === "string" && text !== "" ? segmentsOf(text) : undefined;
  if (path === undefined) {
    throw badPath(where, text, 'is not a path. Write keys with dots between them, and a key that is not a plain name as ["key"], as in models.providers["my.proxy"].models.');
  }
  return path;
}

/** True for a path that a pattern names, or that is in what it names. */
export function covers(pattern: PathPattern, path: Path): boolean {
  return pattern.length <= path.length && pattern.every((key, at) => key === anyKey || key === path[at]);
}

/** What is left of patterns one key down: those that begin with another key fall away. */
export function below(patterns: readonly PathPattern[], key: string): PathPattern[] {
  return patterns.filter(([first]) => first === key || first === anyKey).map((pattern) => pattern.slice(1));
}

function segmentsOf(text: string): PathPattern | undefined {
  const keys: (string | typeof anyKey)[] = [];
  segment.lastIndex = 0;
  for (let end = 0; end < text.length; end = segment.lastIndex) {
    const [, name, quoted] = segment.exec(text) ?? [];
    const key = name === "*" ? anyKey : (name ?? unquoted(quoted));
    if (key === undefined) return undefined;
    keys.push(key);
  }
  return keys;
}

function unquoted(quoted: string | undefined): string | undefined {
  if (quoted === undefined) return undefined;
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

function badPath(where: string, text: unknown, what: string): MolthubError {
  return new MolthubError("invalid-path", `${where}: ${typeof text === "string" ? JSON.stringify(text) : kindOf(text)} ${what}`);
}
