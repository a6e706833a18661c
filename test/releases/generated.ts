import fc from "fast-check";
import type { ConfigDocument, ConfigSchema } from "../../sdk/config";
import { mergePatchOfRfc } from "../config/rfc7396";
import { documentsWith, type Grown } from "./documents";
import { leavesOf, type Leaf } from "./leaves";
import { mutationKinds, mutationsOf, type Mutation } from "./mutations";
import { at, leftOut } from "./untold";

/** The leaves that generated documents have. */
export function leavesInUse(schema: ConfigSchema): Leaf[] {
  return leavesOf(schema).filter(({ path }) => at(leftOut, path) === undefined);
}

/** Documents with the given leaves, as far as they do not exclude each other, and over them what every document has. */
export function validWith(leaves: readonly Leaf[], schema: ConfigSchema, known: ConfigDocument): Grown {
  const { documents, placed } = documentsWith(leaves, schema);
  return { documents: documents.map((document) => mergePatchOfRfc(document, known) as ConfigDocument), placed };
}

/** Documents that a Gateway takes, with 4 to 12 leaves from anywhere in the schema. */
export function validDocuments(schema: ConfigSchema, known: ConfigDocument): fc.Arbitrary<ConfigDocument> {
  const leaves = leavesInUse(schema);
  const chosen = fc.uniqueArray(fc.noBias(fc.nat({ max: leaves.length - 1 })), { minLength: 4, maxLength: 12 });
  return chosen.chain((indexes) => validWith(indexes.map((index) => leaves[index] as Leaf), schema, known).documents);
}

/** Documents with one fault, all kinds of faults equally often. */
export function faultyDocuments(schema: ConfigSchema, known: ConfigDocument): fc.Arbitrary<Mutation> {
  return fc.tuple(validDocuments(schema, known), fc.constantFrom(...mutationKinds), fc.nat()).map(([document, kind, pick]) => {
    const mutations = mutationsOf(document, schema);
    const wanted = mutations.filter((mutation) => mutation.kind === kind);
    const chosen = wanted.length > 0 ? wanted : mutations;
    return chosen[pick % chosen.length] as Mutation;
  });
}

const handSize = 14;

/** Documents in which together every leaf in use stands, the same ones each time. */
export function documentsOfAllLeaves(schema: ConfigSchema, known: ConfigDocument): ConfigDocument[] {
  const [shuffled = []] = fc.sample(fc.shuffledSubarray(leavesInUse(schema), { minLength: leavesInUse(schema).length }), { seed: 1, numRuns: 1 });
  const documents: ConfigDocument[] = [];
  for (let open: readonly Leaf[] = shuffled; open.length > 0; ) {
    const left: Leaf[] = [];
    for (let from = 0; from < open.length; from += handSize) {
      const hand = open.slice(from, from + handSize);
      const grown = validWith(hand, schema, known);
      documents.push(...fc.sample(grown.documents, { seed: documents.length, numRuns: 1 }));
      const placed = new Set(grown.placed);
      left.push(...hand.filter((leaf) => !placed.has(leaf)));
    }
    open = left;
  }
  return documents;
}
