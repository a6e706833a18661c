import { diffDocuments, differenceFrom, digestOf, hiddenChange, presentable, withoutUnmanaged, type ConfigDocument, type SealedValues, type SeenConfig } from "../config";
import { MolthubError } from "../errors";
import { documentOver, revealed, type ConfigChange } from "./change";
import { isPlanned } from "./guard";
import { listed } from "./listed";
import type { LiveConfig } from "./readLive";

/** What a bot may run before a write, and what is needed to recognize it. */
export interface KnownBase {
  /** Digests of documents: the last one that was written or seen, and the one before it. */
  readonly digests: readonly string[];
  readonly secretPaths: readonly string[];
  readonly unmanaged: readonly string[];
  readonly sealed: SealedValues;
  /** JSON Pointers of the leaves at which references were written: what stands there instead may be their value. Default none. */
  readonly references?: readonly string[];
  /** Secret key of the hashes that stand for secrets in a digest. */
  readonly key: string;
  /** What was kept of the config when it was seen last, to tell whether something changed that the Gateway hides. */
  readonly seen?: SeenConfig;
}

/** Stands for the digest of a file that cannot be read as a document. */
export const invalidDigest = "invalid";

/** A live document as it may be stored and shown: without what is the bot's own, and secrets that are not ours as hashes. */
export function shownDocument(document: ConfigDocument, { sealed, key, unmanaged, references }: Pick<KnownBase, "sealed" | "key" | "unmanaged" | "references">): ConfigDocument {
  return withoutUnmanaged(presentable(document, sealed, key, references), unmanaged);
}

/** The digest of what a bot runs, to compare with those of what was written. */
export function liveDigest(document: ConfigDocument | undefined, base: Omit<KnownBase, "digests">): string {
  return document === undefined ? invalidDigest : digestOf(shownDocument(document, base), base.secretPaths, base.key);
}

/**
 * Refuses to write over what nobody has seen: the live document must be the one that was last written or seen, or the one before it, or, as far
 * as it can be read, the wanted one, which a run wrote that was cut short.
 *
 * @throws MolthubError `edited`, naming the paths that somebody else changed
 */
export function requireKnownBase(live: LiveConfig, change: ConfigChange): void {
  const { base, bot } = change;
  if (base === undefined || looksLike(live.document, change)) return;
  const isHidden = hiddenChange(base.seen, live.read, base.key) === "changed";
  if (!isHidden && base.digests.includes(liveDigest(live.document, base))) return;
  const shown = live.document === undefined ? "its config file, which its gateway now calls invalid" : blamedPaths(live.document, change);
  const what = isHidden ? "a secret, which its gateway does not show," : shown;
  throw new MolthubError("edited", `bot ${bot}: somebody changed ${what} since Pulumi last looked. Nothing was written. Look at it with "pulumi preview --refresh"; "pulumi up --refresh" takes it back, "molthub drift --adopt ${bot}" prints the overlay that keeps it.`);
}

function looksLike(live: ConfigDocument | undefined, { wanted, unmanaged }: ConfigChange): boolean {
  return live !== undefined && differenceFrom(live, wanted, unmanaged).length === 0;
}

/** What differs and was not to change; an edit at a planned path is somewhere among those. */
function blamedPaths(live: ConfigDocument, change: ConfigChange): string {
  const differing = diffDocuments(revealed(live, change), documentOver(live, change)).map(({ path }) => path);
  const foreign = differing.filter((path) => change.planned === undefined || !isPlanned(path, change.planned));
  if (foreign.length > 0) return listed(foreign);
  if (differing.length === 0) return "a secret, or its environment";
  return differing.length === 1 ? listed(differing) : `one of ${listed(differing)}`;
}
