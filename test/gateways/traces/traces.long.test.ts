import { describe, it } from "vitest";
import { realGateway } from "../contract/realUnderTest";
import { expectSame, versions } from "./compare";
import { traces } from "./operations";

// Two to four minutes a line, within what openclaw 2026.9.6 lets a device write in a minute. MOLTHUB_SEED: another trace.
const seed = Number(process.env["MOLTHUB_SEED"] ?? 96);
const length = 25;

describe("a random trace is answered by a simulated gateway as by a real one", () => {
  it.each(["openclaw", "clawdbot"] as const)("of %s", async (line) => {
    const [trace = []] = traces(line, seed, 1, length);
    await expectSame(line, trace, realGateway({ package: line, version: versions[line] }));
  });
});
