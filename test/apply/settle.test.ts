import { afterEach, describe, expect, it } from "vitest";
import type { ConfigDocument } from "../../sdk/config";
import type { SimulatedGateway } from "../gateways/simulator";
import { applyTo, bothLines, clawdbot, startBot, Told } from "./simulatedBot";

let bot: SimulatedGateway | undefined;

afterEach(() => bot?.stop());

const document: ConfigDocument = { gateway: { mode: "local", bind: "loopback" }, messages: { responsePrefix: "old" } };
const wanted: ConfigDocument = { ...document, messages: { responsePrefix: "new" } };

describe.each(bothLines)("a write that %s persists and does not take into use", (_line, release) => {
  it("is told to it again, until the process runs it", async () => {
    bot = await startBot(release, document, { faults: [{ at: { write: 1 }, do: "not-applied" }] });
    await applyTo(bot, wanted);
    expect(bot.running()).toMatchObject(wanted);
    expect(bot.writes).toHaveLength(2);
  });

  it("is no success when that does not help: the process must run it", async () => {
    bot = await startBot(release, document, { faults: Array.from({ length: 500 }, (_, at) => ({ at: { write: at + 1 }, do: "not-applied" as const })) });
    const told = new Told();
    await expect(applyTo(bot, wanted, {}, told, 1_500)).rejects.toMatchObject({ code: expect.stringMatching(/^(not-applied|not-undone)$/) as string });
    expect(told.events.at(-1)).not.toBe("live");
  }, 20_000);
});

describe("a Clawdbot", () => {
  it("is proven by its restart: one for a change, none for nothing", async () => {
    bot = await startBot(clawdbot, document);
    expect(await applyTo(bot, wanted)).toMatchObject({ restarted: true });
    expect(bot.boots()).toBe(2);
    expect(await applyTo(bot, wanted)).toMatchObject({ restarted: false, changedPaths: [] });
    expect(bot.boots()).toBe(2);
    expect(bot.writes).toHaveLength(1);
  });
});
