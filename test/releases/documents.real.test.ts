import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigSchema, type ConfigDocument } from "../../sdk/config";
import type { RealGateway } from "../gateways/realGateway";
import { openJudge, type Judge } from "./askGateway";
import { refusedOf, takenOf } from "./askAll";
import { faultyDocuments, validDocuments } from "./generated";
import { knownDocument, startKnownGateway } from "./known";

// The short form of documents.long.test.ts: other documents, the same questions.
const schema = ConfigSchema.of({ package: "openclaw", version: "2026.9.6" });
const runs = { numRuns: 40, seed: 96 };

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
  it("takes what we call valid", async () => {
    expect(await refusedOf(fc.sample(validDocuments(schema, known), runs), judge)).toEqual([]);
  });

  it("refuses what we call faulty", async () => {
    expect(await takenOf(fc.sample(faultyDocuments(schema, known), runs), judge)).toEqual([]);
  });
});
