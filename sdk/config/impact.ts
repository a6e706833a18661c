import { diffDocuments, type Change } from "./diff";
import { formatPath, isCovered, toPointer, type ConfigDocument, type ConfigValue, type Path } from "./document";
import { hiddenMark } from "./live";
import { sizeOf, writesBetween } from "./padding";
import { parsePattern } from "./paths";
import { strongestKind, type ReloadKind } from "./releases";
import type { ConfigSchema } from "./schema";
import { withoutUnmanaged } from "./unmanaged";
import { holdsUnknown } from "./unknown";

/**
 * What a change of a bot's document does to the bot, known before anything is written. Paths only, never a value. A list that would be
 * empty is absent.
 */
export interface Impact {
  /**
   * `create`: the bot's first document. `unchanged`: the document stays as it is; it is still written anew into a state directory that was lost. Else the strongest of its leaves: `restart`, `hot` (taken up
   * by the running process), `none` (nothing has to be taken up).
   */
  readonly class: "create" | "unchanged" | ReloadKind;
  readonly restart?: readonly string[];
  readonly hot?: readonly string[];
  readonly none?: readonly string[];
  /** Those of them that are secrets. */
  readonly secrets?: readonly string[];
  /** Those of them whose new value is not known yet: they may turn out to be unchanged. */
  readonly unknown?: readonly string[];
  /** In how many writes the change can be taken back: the Gateway refuses to halve its file in one. Absent where there is nothing to take back. */
  readonly undoWrites?: number;
  /** Those of them that cannot be taken back, because only the bot knows the old value. */
  readonly irreversible?: readonly string[];
}

/** A document, and which of its leaves are secret. */
export interface PlannedDocument {
  readonly document: ConfigDocument;
  /** JSON Pointers. */
  readonly secretPaths: readonly string[];
}

/** The impact of nothing. */
export const unchanged: Impact = { class: "unchanged" };

/**
 * @param before undefined for a bot that has no document yet
 * @param unmanaged paths that are the bot's own
 * @param takenBack paths that were the bot's own until now: what it has there is lost, and only the bot knows it
 */
export function impactOf(before: PlannedDocument | undefined, after: PlannedDocument, schema: ConfigSchema, unmanaged: readonly string[] = [], takenBack: readonly string[] = []): Impact {
  if (before === undefined) return { class: "create" };
  const changes = diffDocuments(withoutUnmanaged(before.document, unmanaged), withoutUnmanaged(after.document, unmanaged));
  const impact = changes.length === 0 ? unchanged : impactOfChanges(changes, before, after, schema);
  return takenBack.length === 0 ? impact : withTakenBack(impact, takenBack, schema);
}

function impactOfChanges(changes: readonly Change[], before: PlannedDocument, after: PlannedDocument, schema: ConfigSchema): Impact {
  const kinds = changes.map(({ path }) => schema.reloadKindOf(path));
  const secret = new Set([...before.secretPaths, ...after.secretPaths]);
  const pathsOf = (wanted: (change: Change, at: number) => boolean): string[] => changes.filter(wanted).map(({ path }) => formatPath(path));
  const ofKind = (kind: ReloadKind): string[] => pathsOf((_, at) => kinds[at] === kind);
  return {
    class: strongestKind(kinds),
    ...filled({
      restart: ofKind("restart"),
      hot: ofKind("hot"),
      none: ofKind("none"),
      secrets: pathsOf(({ path }) => isSecret(path, secret, schema)),
      unknown: pathsOf(({ after: value }) => value !== undefined && holdsUnknown(value)),
    }),
    undoWrites: schema.table.release.package === "clawdbot" ? 1 : writesBetween(sizeOf(after.document), sizeOf(before.document)),
    ...filled({ irreversible: pathsOf(({ before: value }) => value !== undefined && holdsHidden(value)) }),
  };
}

/** What the bot has at such a path goes; of a path that is left open, nobody knows what that does. */
function withTakenBack(impact: Impact, takenBack: readonly string[], schema: ConfigSchema): Impact {
  const kinds = takenBack.map((text) => {
    const pattern = parsePattern(text, "unmanaged");
    return pattern.every((key) => typeof key === "string") ? schema.reloadKindOf(pattern) : "restart";
  });
  const planned = [...(impact.restart ?? []), ...(impact.hot ?? []), ...(impact.none ?? [])];
  const unseen = (text: string): boolean => !planned.includes(text);
  const listed = (kind: ReloadKind): string[] => [...(impact[kind] ?? []), ...takenBack.filter((text, at) => kinds[at] === kind && unseen(text))];
  return {
    undoWrites: 1,
    ...impact,
    class: strongestKind([...(impact.class === "unchanged" || impact.class === "create" ? [] : [impact.class]), ...kinds]),
    ...filled({
      restart: listed("restart"),
      hot: listed("hot"),
      none: listed("none"),
      unknown: [...(impact.unknown ?? []), ...takenBack.filter(unseen)],
      irreversible: [...(impact.irreversible ?? []), ...takenBack],
    }),
  };
}

function isSecret(path: Path, declared: ReadonlySet<string>, schema: ConfigSchema): boolean {
  const within = `${toPointer(path)}/`;
  return isCovered(path, declared) || schema.isSensitive(path) || [...declared].some((pointer) => pointer.startsWith(within));
}

function holdsHidden(value: ConfigValue): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(holdsHidden);
  return typeof value === "string" && value.startsWith(hiddenMark);
}

function filled<T extends Readonly<Record<string, readonly string[]>>>(lists: T): Partial<T> {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) as Partial<T>;
}
