import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigSchema, type ConfigDocument } from "../../sdk/config";
import type { RealGateway } from "../gateways/realGateway";
import { openJudge, type Judge } from "./askGateway";
import { refusedOf, takenOf } from "./askAll";
import { documentsOfAllLeaves, faultyDocuments } from "./generated";
import { knownDocument, startKnownGateway } from "./known";

// About 15 minutes: every leaf of the table in a document, asked of a real gateway.
const schema = ConfigSchema.of({ package: "openclaw", version: "2026.9.6" });

let gateway: RealGateway;
let judge: Judge;
let known: ConfigDocument;

beforeAll(async () => {
  gateway = await startKnownGateway();
  known = knownDocument(gateway.stateDir);
  judge = await openJudge(gateway, known);
});

afterAll(async () => {
  await judge?.close();
  await gateway?.stop();
});

describe("openclaw 2026.9.6", () => {
  it("takes documents in which every leaf of its table stands", async () => {
    const documents = documentsOfAllLeaves(schema, known);
    expect(documents.length).toBeGreaterThanOrEqual(500);
    expect(await refusedOf(documents, judge, console.log)).toEqual([]);
  });

  it("refuses 500 documents with one fault each", async () => {
    expect(await takenOf(fc.sample(faultyDocuments(schema, known), { numRuns: 500, seed: 9 }), judge, console.log)).toEqual([]);
  });
});
