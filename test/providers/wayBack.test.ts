import { afterEach, describe, expect, it } from "vitest";
import type { ConfigDocument } from "../../sdk/config";
import type { Standing } from "../../sdk/providers/inputs";
import { touchedBot } from "../../sdk/providers/standing";
import { takeBack } from "../../sdk/rollouts";
import { openclaw, startBot } from "../apply/simulatedBot";
import type { SimulatedGateway } from "../gateways/simulator";
import { ConfigResource, type Program } from "./configResource";

let bot: SimulatedGateway;

afterEach(() => bot.stop());

const bare: ConfigDocument = { gateway: { mode: "local", bind: "loopback" } };
const name = "CHANNELS_TELEGRAM_BOT_TOKEN";
const withToken = (value: string, prefix = "none"): Program => ({
  document: { ...bare, messages: { responsePrefix: prefix }, channels: { telegram: { botToken: { source: "store", provider: "default", id: name } } } },
  secretPaths: ["/channels/telegram/botToken/id"],
  secrets: { [name]: { from: "value" } },
  secretValues: { [name]: value },
});
const without = (prefix = "none"): Program => ({ document: { ...bare, messages: { responsePrefix: prefix } } });

/** What each rollout gives the bot, in turn. */
async function rolledOut(...programs: readonly Program[]): Promise<ConfigResource> {
  bot = await startBot(openclaw, bare, { refusedSecrets: ["REFUSED"] });
  const resource = new ConfigResource(bot);
  for (const [at, program] of programs.entries()) await resource.up({ ...program, rolloutId: `rollout-${String(at)}` });
  return resource;
}

/** What a gate that failed does. */
async function takenBack({ outs }: ConfigResource): Promise<unknown> {
  const quiet = { intent: () => undefined, result: () => undefined };
  return takeBack([touchedBot("alice", outs?.["standing"] as Standing)], { mayWrite: () => undefined, observerOf: () => quiet });
}

const values = (): string[] => [...bot.store.values()].sort();

/** The value that the bot's document refers to; null where the store lacks it. */
function inUse(): string | null | undefined {
  const { channels } = bot.running() as { channels?: { telegram: { botToken: { id: string } } } };
  return channels && (bot.store.get(channels.telegram.botToken.id) ?? null);
}

const back = { bots: ["alice"], refusing: [] };

describe("a bot that a gate takes back", () => {
  it("has its old key again, also after one rotation before this one was taken back", async () => {
    const resource = await rolledOut(withToken("VALUE-1"), withToken("VALUE-2"));
    expect(await takenBack(resource)).toEqual(back);
    for (const next of ["VALUE-3", "VALUE-4"]) {
      expect(await resource.up({ ...withToken(next), rolloutId: next })).toBe("updated");
      expect(inUse()).toBe(next);
      expect(await takenBack(resource)).toEqual(back);
      expect(inUse()).toBe("VALUE-1");
    }
  });

  it("keeps that key where the change after it does not prove itself", async () => {
    const resource = await rolledOut(withToken("VALUE-1"), withToken("VALUE-2"));
    await takenBack(resource);
    await resource.up({ ...withToken("VALUE-3"), rolloutId: "third" });
    await takenBack(resource);
    await resource.up({ ...withToken("REFUSED"), rolloutId: "fourth" });
    expect(resource.outs).toMatchObject({ standing: { failure: expect.stringContaining("does not work") as string } });
    expect(inUse()).toBe("VALUE-1");
  });

  it("has a key again that the change took away; a change that stays deletes it with the one after it", async () => {
    const resource = await rolledOut(withToken("VALUE-1"), without());
    expect([inUse(), values()]).toEqual([undefined, ["VALUE-1"]]);
    expect(await takenBack(resource)).toEqual(back);
    expect(inUse()).toBe("VALUE-1");
    await resource.up({ ...without("mended"), rolloutId: "mended" });
    expect(values()).toEqual(["VALUE-1"]);
    await resource.up({ ...without("next"), rolloutId: "next" });
    expect(values()).toEqual([]);
    expect(resource.outs?.["storedSecrets"]).toEqual({});
  });

  it("goes back to what was there before the first of two writes of one rollout", async () => {
    const resource = await rolledOut(withToken("VALUE-1"), withToken("VALUE-2"));
    await resource.up({ ...withToken("VALUE-3"), rolloutId: "rollout-1" });
    expect(await takenBack(resource)).toEqual(back);
    expect(inUse()).toBe("VALUE-1");
  });
});

describe("a bot that keeps what it has", () => {
  it("is healed after a refresh as what its last rollout gave it", async () => {
    const resource = await rolledOut(without("old"), without("new"));
    await resource.refresh();
    resource.outs = { ...resource.outs, observed: "incomplete" };
    expect(await resource.up({ ...without("held back"), rolloutId: "rollout-2", held: true })).toBe("updated");
    expect(resource.outs).toMatchObject({ observed: "complete", applied: { document: { messages: { responsePrefix: "new" } } }, standing: { rolloutId: "rollout-1" } });
  });
});
