import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { usualPace } from "../../sdk/apply";
import { valueAt, type ConfigDocument } from "../../sdk/config";
import { connectGateway, createDevice } from "../../sdk/gateway";
import { startRealGateway, type RealGateway } from "../gateways/realGateway";
import { RoundTrip } from "./roundTrip";
import { knownOf, roundTripDocuments, roundTripEnv } from "./roundTripDocuments";
import { bothLines } from "./simulatedBot";

// About 10 minutes a line: OpenClaw takes 30 writes a minute, and restarts for some documents.
const documentsOfLine = 60;

// No channel connects: what is read back does not depend on it.

/** Those that name no agents first: no write takes one away again. */
function inOrder(documents: readonly ConfigDocument[]): ConfigDocument[] {
  const names = (document: ConfigDocument): boolean => valueAt(document, ["agents", "entries"]) !== undefined;
  return [...documents.filter((document) => !names(document)), ...documents.filter(names)];
}

describe.each(bothLines)("a document that a real bot of %s is given", (line, release) => {
  let bot: RealGateway;

  beforeAll(async () => {
    bot = await startRealGateway({ release, config: knownOf(line), env: roundTripEnv });
  });

  afterAll(() => bot?.stop());

  it("is what it runs, with nothing left over, and a second apply writes nothing", async () => {
    const device = createDevice();
    const { endpoint, token } = bot;
    const trip = new RoundTrip((deadline) => connectGateway({ endpoint, token, device, scopes: ["operator.admin"], deadline, patience: "startup" }), release, Object.keys(roundTripEnv), usualPace, 300_000);
    const failures: string[] = [];
    let made = 0;
    for (const [at, document] of inOrder(roundTripDocuments(line, 4 * documentsOfLine, 11)).entries()) {
      if (made === documentsOfLine) break;
      // Undefined: an agent would go, which no write does.
      const problems = await trip.problemsOf(document);
      if (problems !== undefined) made++;
      if (problems !== undefined && problems.length > 0) failures.push(`document ${String(at)}: ${problems.join("; ")} ${JSON.stringify(document)}`);
      if (at % 10 === 9) console.log(`${line}: ${String(made)} documents, ${String(failures.length)} failures`);
    }
    expect(failures).toEqual([]);
    expect(made).toBe(documentsOfLine);
  });
});
