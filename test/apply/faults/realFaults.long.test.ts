import { describe, expect, it } from "vitest";
import type { ConfigDocument } from "../../../sdk/config";
import { mergePatchOfRfc } from "../../config/rfc7396";
import { otherThanFile } from "./inUse";
import { realFailuresOf } from "./playForReal";
import { seedOfRun } from "./playAll";
import type { Line } from "./pools";
import { RealBot } from "./realBot";
import { firstStage, keepsTimetable } from "./realDocuments";

// As faults.long.test.ts, with a real gateway: signals for its process, cuts of the connection, edits of its file. MOLTHUB_RUNS: not so many.
const runsOfLine = Number(process.env["MOLTHUB_RUNS"] ?? 100);

describe.each<Line>(["clawdbot", "openclaw"])("a real bot of %s", (line) => {
  it("shows whether it runs what stands in its file", async () => {
    const document = mergePatchOfRfc(firstStage(line).document, { gateway: { reload: { mode: "off" } } }) as ConfigDocument;
    const bot = await RealBot.start(line, document);
    try {
      expect(await bot.running()).toEqual(document);
      const edited = mergePatchOfRfc(document, { cron: { enabled: !keepsTimetable(document) } }) as ConfigDocument;
      bot.edit(edited);
      expect(await bot.running()).toEqual(otherThanFile);
      bot.kill();
      await bot.untilQuiet({ kind: "nothing" });
      expect(await bot.running()).toEqual(edited);
    } finally {
      await bot.stop();
    }
  });

  it("has its old or its wanted document after applyConfig, whatever goes wrong, is said to have that, and takes the next one", { timeout: 4 * 3_600_000 }, async () => {
    expect(await realFailuresOf(line, runsOfLine, seedOfRun())).toEqual([]);
  });
});
