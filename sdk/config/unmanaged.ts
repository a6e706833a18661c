import { MolthubError } from "../errors";
import { isPlainObject, type ConfigDocument, type ConfigValue } from "./document";
import { kindOf, memberOf } from "./openDocument";
import { below, parsePattern, type PathPattern } from "./paths";

// `unmanaged` names paths that are the bot's own, as in `agents.entries.*.identity`. Arrays are leaves here, as in every diff: a pattern
// that would go into one matches nothing.

/**
 * Refuses what does not name paths.
 *
 * @param where names the argument in the message, as in `bot alice: unmanaged`
 * @throws MolthubError `invalid-path`
 */
export function requireValidPatterns(patterns: unknown, where: string): void {
  if (!Array.isArray(patterns)) throw new MolthubError("invalid-path", `${where}: must be an array of paths, as in ["agents.entries.*.identity"], not ${kindOf(patterns)}`);
  for (const { length } of patternsOf(patterns, where)) {
    if (length === 0) throw new MolthubError("invalid-path", `${where}: "<root>" is the whole document. Name the paths that are the bot's own.`);
  }
}

/**
 * A document without the values that are the bot's own: what digests, diffs and drift look at. An object that could hold such values
 * disappears with the last one, and also where it was empty before: a bot that fills it, empties it or takes it away makes no difference.
 */
export function withoutUnmanaged(document: ConfigDocument, patterns: readonly string[]): ConfigDocument {
  return patterns.length === 0 ? document : managedMembers(document, patternsOf(patterns));
}

/**
 * The document to write: where a path is the bot's own, the value that the bot has, and else the wanted one as a value to start with. A
 * wanted value that stands in the place of an object which holds such paths wins over them.
 */
export function withLiveUnmanaged(wanted: ConfigDocument, live: ConfigDocument, patterns: readonly string[]): ConfigDocument {
  return patterns.length === 0 ? wanted : withLiveMembers(wanted, live, patternsOf(patterns));
}

function managedMembers(document: ConfigDocument, patterns: readonly PathPattern[]): ConfigDocument {
  const kept: ConfigDocument = {};
  for (const [key, value] of Object.entries(document)) {
    const inner = below(patterns, key);
    if (matches(inner)) continue;
    if (inner.length === 0 || !isPlainObject(value)) kept[key] = value;
    else {
      const members = managedMembers(value as ConfigDocument, inner);
      if (Object.keys(members).length > 0) kept[key] = members;
    }
  }
  return kept;
}

function withLiveMembers(wanted: ConfigDocument, live: ConfigDocument, patterns: readonly PathPattern[]): ConfigDocument {
  const written = { ...wanted };
  for (const key of Object.keys(live)) {
    const inner = below(patterns, key);
    const value = inner.length === 0 ? undefined : withLiveValue(memberOf(wanted, key), live[key], inner);
    if (value !== undefined) written[key] = value;
  }
  return written;
}

function withLiveValue(wanted: unknown, live: unknown, patterns: readonly PathPattern[]): ConfigValue | undefined {
  if (matches(patterns)) return live as ConfigValue;
  if (!isPlainObject(live) || (wanted !== undefined && !isPlainObject(wanted))) return undefined;
  const members = withLiveMembers((wanted ?? {}) as ConfigDocument, live as ConfigDocument, patterns);
  return Object.keys(members).length > 0 ? members : undefined;
}

function matches(patterns: readonly PathPattern[]): boolean {
  return patterns.some(({ length }) => length === 0);
}

function patternsOf(patterns: readonly unknown[], where = "unmanaged"): PathPattern[] {
  return patterns.map((pattern) => parsePattern(pattern, where));
}
