import { afterEach, describe, expect, it } from "vitest";
import type { ConfigDocument } from "../../sdk/config";
import type { SimulatedGateway } from "../gateways/simulator";
import { applyTo, openclaw, simulatedPace, startBot, Told } from "./simulatedBot";

let bot: SimulatedGateway;

afterEach(() => bot.stop());

const documentOf = (responsePrefix: string): ConfigDocument => ({ gateway: { mode: "local", bind: "loopback" }, messages: { responsePrefix } });
const failureOf = (apply: Promise<unknown>): Promise<unknown> => apply.then(() => undefined, (error: unknown) => error);

describe("a write limit that is spent", () => {
  async function spent(windowMs: number): Promise<void> {
    bot = await startBot(openclaw, documentOf("first"), { writesPerWindow: 1, windowMs });
    await applyTo(bot, documentOf("second"));
  }

  it("is waited for where there is time, longer than for an answer, and the change is written once", async () => {
    await spent(1.5 * simulatedPace.answer);
    const told = new Told();
    expect(await applyTo(bot, documentOf("third"), {}, told)).toMatchObject({ changedPaths: ["messages.responsePrefix"] });
    expect(bot.rateErrors()).toBe(1);
    expect(bot.persisted).toEqual(["first", "second", "third"].map(documentOf));
    expect(told.events).toEqual(["intent", "live"]);
  });

  it("is told where there is no time for it: how long, what to do, and that nothing was changed", async () => {
    await spent(60_000);
    const file = bot.file();
    const told = new Told();
    const failure = await failureOf(applyTo(bot, documentOf("third"), {}, told, 5_000));
  expect(failure).toMatchObject({ code: "rate-limited", message: expect.stringMatching(/^bot alice: config\.patch: rate limit exceeded for config\.patch; retry after \d+s\. Wait, then run "pulumi up" again\. Its config is as before\.$/) as string });
    expect([bot.file(), bot.running(), bot.rateErrors()]).toEqual([file, documentOf("second"), 1]);
    expect(told.events).toEqual(["intent", "refused"]);
  });
});

it("a write that the gateway's own guard rejects is told in our words, and the bot stays as it is", async () => {
  bot = await startBot(openclaw, documentOf("first"));
  // The guard goes by the size of the file, broken or not, and the document that would mend it is much smaller.
  const broken = `{ gateway: // ${"broken by hand ".repeat(100)}`;
  bot.editText(broken);
  const told = new Told();
  const failure = await failureOf(applyTo(bot, documentOf("second"), {}, told));
  const words = /^bot alice: the gateway's own guard refuses the write: config\.apply: Error: Config write rejected: \S+ \(size-drop:\d+->\d+\)\. .*=CONFIG_WRITE_REJECTED\. It left what was sent beside its config file, as \*\.rejected\.\*\. Look there what it minds, and change the document\. Its config is as before\.$/;
  expect(failure).toMatchObject({ code: "write-rejected", message: expect.stringMatching(words) as string });
  expect([bot.file(), bot.running(), bot.writes.length]).toEqual([broken, documentOf("first"), 1]);
  expect(told.events).toEqual(["intent", "refused"]);
});
