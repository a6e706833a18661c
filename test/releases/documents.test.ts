import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigSchema, findProblems, valueAt } from "../../sdk/config";
import { documentsOfAllLeaves, faultyDocuments, leavesInUse, validDocuments } from "./generated";
import { knownDocument } from "./known";
import { mutationKinds } from "./mutations";

// Our own view of generated documents; documents.real.test.ts asks a real gateway for its own.
const schema = ConfigSchema.of({ package: "openclaw", version: "2026.9.6" });
const known = knownDocument();

describe("generated documents", () => {
  it("have no problem as they are", () => {
    fc.assert(
      fc.property(validDocuments(schema, known), (document) => {
        expect(findProblems(document, schema)).toEqual([]);
      }),
    );
  });

  it("have their one fault found, and nothing else", () => {
    fc.assert(
      fc.property(faultyDocuments(schema, known), ({ document, path }) => {
        const problems = findProblems(document, schema);
        expect(new Set(problems.map((problem) => problem.path.join("/")))).toEqual(new Set([path.join("/")]));
      }),
      { numRuns: 500 },
    );
  });

  it("have faults of every kind", () => {
    const faults = fc.sample(faultyDocuments(schema, known), { numRuns: 500, seed: 1 });
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(mutationKinds));
  });

  it("have all of the schema's leaves, dealt out", () => {
    const documents = documentsOfAllLeaves(schema, known);
    const open = new Set(leavesInUse(schema).filter(({ path }) => !path.includes("*")).map(({ path }) => path));
    for (const document of documents) for (const path of open) if (valueAt(document, path) !== undefined) open.delete(path);
    expect([...open]).toEqual([]);
    expect(documents.flatMap((document) => findProblems(document, schema))).toEqual([]);
  });
});
