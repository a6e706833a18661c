import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigSchema } from "../../sdk/config";
import { startJudgedGateway, type JudgedGateway } from "./askGateway";
import { refusedOf, takenOf } from "./askAll";
import { documentsOfAllLeaves, faultyDocuments } from "./generated";

// About 15 minutes: every leaf of the table in a document, asked of a real gateway.
const schema = ConfigSchema.of({ package: "openclaw", version: "2026.9.6" });

let gateway: JudgedGateway;

beforeAll(async () => {
  gateway = await startJudgedGateway();
});

afterAll(() => gateway?.stop());

describe("openclaw 2026.9.6", () => {
  it("takes documents in which every leaf of its table stands", async () => {
    const documents = documentsOfAllLeaves(schema, gateway.known);
    expect(documents.length).toBeGreaterThanOrEqual(500);
    expect(await refusedOf(documents, gateway.judge, console.log)).toEqual([]);
  });

  it("refuses 500 documents with one fault each", async () => {
    expect(await takenOf(fc.sample(faultyDocuments(schema, gateway.known), { numRuns: 500, seed: 9 }), gateway.judge, console.log)).toEqual([]);
  });
});
