import { afterEach, describe, expect, it } from "vitest";
import { filledIn, storedAs, withoutUnmanaged, type ConfigDocument } from "../../sdk/config";
import { startSimulator, type SimulatedGateway } from "../gateways/simulator";
import { calmPace } from "./faults/engine";
import { connectTo } from "./faults/connections";
import { RoundTrip } from "./roundTrip";
import { knownOf, roundTripDocuments, roundTripEnv } from "./roundTripDocuments";
import { bothLines } from "./simulatedBot";

let bot: SimulatedGateway | undefined;

afterEach(() => bot?.stop());

describe.each(bothLines)("a document that a bot of %s is given", (line, release) => {
  it("is what it runs, with nothing left over, and a second apply writes nothing", { timeout: 300_000 }, async () => {
    const start = async (): Promise<[SimulatedGateway, RoundTrip]> => {
      await bot?.stop();
      bot = await startSimulator({ release, document: knownOf(line), env: roundTripEnv });
      return [bot, new RoundTrip(connectTo(bot.endpoint), release, Object.keys(roundTripEnv), calmPace, 20_000)];
    };
    let [gateway, trip] = await start();
    const failures: string[] = [];
    const documents = roundTripDocuments(line, 200, 7);
    expect(new Set(documents.map((document) => JSON.stringify(document))).size).toBe(200);
    for (const document of documents) {
      let problems = await trip.problemsOf(document);
      if (problems === undefined) {
        // An agent is never taken away by a write: another bot.
        [gateway, trip] = await start();
        problems = await trip.problemsOf(document);
      }
      const shown = (whole: ConfigDocument | undefined): ConfigDocument => withoutUnmanaged(storedAs(whole ?? {}, release), filledIn(document, release));
      if (problems === undefined || problems.length > 0) failures.push(`${(problems ?? ["refused"]).join("; ")} ${JSON.stringify(document)}`);
      else expect([shown(gateway.document()), shown(gateway.running())]).toEqual([shown(document), shown(document)]);
    }
    expect(failures).toEqual([]);
  });
});
