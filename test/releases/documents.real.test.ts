import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigSchema } from "../../sdk/config";
import { startJudgedGateway, type JudgedGateway } from "./askGateway";
import { refusedOf, takenOf } from "./askAll";
import { faultyDocuments, validDocuments } from "./generated";

// The short form of documents.long.test.ts: other documents, the same questions.
const schema = ConfigSchema.of({ package: "openclaw", version: "2026.9.6" });
const runs = { numRuns: 40, seed: 96 };

let gateway: JudgedGateway;

beforeAll(async () => {
  gateway = await startJudgedGateway();
});

afterAll(() => gateway?.stop());

describe("openclaw 2026.9.6", () => {
  it("takes what we call valid", async () => {
    expect(await refusedOf(fc.sample(validDocuments(schema, gateway.known), runs), gateway.judge)).toEqual([]);
  });

  it("refuses what we call faulty", async () => {
    expect(await takenOf(fc.sample(faultyDocuments(schema, gateway.known), runs), gateway.judge)).toEqual([]);
  });
});
