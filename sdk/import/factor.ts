import { canonicalJson, isPlainObject, isSecretRef, mergePatch, type ConfigDocument, type ConfigValue } from "../config";

/** The documents of a fleet in layers. */
export interface FactoredFleet {
  /** What most of its bots have, over what all fleets share; empty for a single bot. */
  readonly common: ConfigDocument;
  /** What is left to say of each bot, by its name; empty where there is nothing. */
  readonly overlays: Readonly<Record<string, ConfigDocument>>;
}

/** Documents in layers: merging `shared`, a fleet's `common` and a bot's overlay gives the bot's document, exactly. */
export interface Factored {
  /** Every leaf that most bots of every fleet have equal; empty for a single fleet. */
  readonly shared: ConfigDocument;
  readonly fleets: readonly FactoredFleet[];
}

/**
 * Factors out what documents have in common: leaves that more than half of the bots of a fleet have equal, and of these the ones that all
 * fleets have.
 *
 * @param fleets the documents of each by name of the bot; a fleet's bots run one release
 */
export function factor(fleets: readonly Readonly<Record<string, ConfigDocument>>[]): Factored {
  const commons = fleets.map((documents) => leavesIn(Object.values(documents), Math.floor(Object.keys(documents).length / 2) + 1));
  const shared = fleets.length < 2 ? {} : leavesIn(commons, fleets.length);
  return {
    shared,
    fleets: fleets.map((documents, at) => {
      const isAlone = Object.keys(documents).length === 1;
      const below = isAlone ? shared : (commons[at] ?? {});
      const overlays = Object.entries(documents).map(([bot, document]) => [bot, mergePatch(below, document).patch]);
      return { common: isAlone ? {} : mergePatch(shared, below).patch, overlays: Object.fromEntries(overlays) as Record<string, ConfigDocument> };
    }),
  };
}

/** The leaves that at least so many of the documents have equal, which is more than half of them. */
function leavesIn(documents: readonly ConfigDocument[], least: number): ConfigDocument {
  const keys = new Set(documents.flatMap((document) => Object.keys(document)));
  return Object.fromEntries(
    [...keys].flatMap((key): [string, ConfigValue][] => {
      const values = documents.flatMap((document) => (Object.hasOwn(document, key) ? [document[key] as ConfigValue] : []));
      const leaf = equalLeaf(values.filter(isLeaf), least);
      if (leaf !== undefined) return [[key, leaf]];
      const members = leavesIn(values.filter((value) => !isLeaf(value)) as ConfigDocument[], least);
      return Object.keys(members).length === 0 ? [] : [[key, members]];
    }),
  );
}

function equalLeaf(leaves: readonly ConfigValue[], least: number): ConfigValue | undefined {
  const counts = new Map<string, number>();
  return leaves.find((leaf) => {
    const text = canonicalJson(leaf);
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    return count >= least;
  });
}

/** An empty object is all there is to see at its path; a reference to a secret is one thing. */
function isLeaf(value: ConfigValue): boolean {
  return !isPlainObject(value) || Object.keys(value).length === 0 || isSecretRef(value);
}
