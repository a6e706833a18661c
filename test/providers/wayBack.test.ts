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

  it("is judged no more once a refresh saw that it was, until it is given something again", async () => {
    const resource = await rolledOut(without("old"), without("new"));
    await takenBack(resource);
    await resource.refresh();
    expect(resource.outs?.["standing"]).toMatchObject({ rolloutId: "rollout-1", unchanged: true });
    expect(await resource.up({ ...without("old"), rolloutId: "rollout-0" })).toBe("nothing");
    expect(await resource.up({ ...without("new"), rolloutId: "rollout-1" })).toBe("updated");
    expect(resource.outs?.["standing"]).not.toHaveProperty("unchanged");
    expect(await takenBack(resource)).toEqual(back);
    expect(bot.running()).toMatchObject({ messages: { responsePrefix: "old" } });
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

describe("a bot that was given two documents by one rollout", () => {
  it("goes back from the second one, whatever it has that the first had not", async () => {
    const resource = await rolledOut(withToken("VALUE-1", "old"), withToken("VALUE-1", "new"));
    await resource.up({ ...withToken("VALUE-2", "new"), rolloutId: "rollout-1" });
    expect(await takenBack(resource)).toEqual(back);
    expect([inUse(), bot.running()]).toEqual(["VALUE-1", expect.objectContaining({ messages: { responsePrefix: "old" } })]);
  });
});

describe("a bot whose host changed", () => {
  it("is looked at, not written, and is to be judged; its document cannot be taken back", async () => {
    const resource = await rolledOut(without("same"));
    const writes = bot.writes.length;
    expect(await resource.up({ ...without("same"), rolloutId: "rollout-1", changedIn: "rollout-1" })).toBe("updated");
    expect(bot.writes).toHaveLength(writes);
    expect(resource.outs?.["standing"]).toMatchObject({ rolloutId: "rollout-1" });
    expect(resource.outs?.["standing"]).not.toHaveProperty("unchanged");
    expect(await takenBack(resource)).toEqual({ bots: [], refusing: [{ bot: "alice", reason: expect.stringContaining("what changed on its host (version, plugins or environment) stays") as string }] });
    expect(await resource.up({ ...without("same"), rolloutId: "rollout-2", changedIn: "rollout-1" })).toBe("nothing");
  });
});

describe("a bot that a rollout gave something, and that is given what it ran before that", () => {
  it("says which rollout that takes back", async () => {
    const resource = await rolledOut(without("old"), without("new"), without("old"));
    expect(resource.outs?.["standing"]).toMatchObject({ rolloutId: "rollout-2", undoes: "rollout-1" });
    await resource.up({ ...without("other"), rolloutId: "rollout-3" });
    expect(resource.outs?.["standing"]).not.toHaveProperty("undoes");
  });
});

describe("a bot that did not take its document", () => {
  it("is free of that failure by an update that finds it as the program says, also after a refresh", async () => {
    const resource = await rolledOut(withToken("VALUE-1"), withToken("REFUSED"));
    expect(resource.outs).toMatchObject({ observed: "failed", standing: { failure: expect.any(String) as string } });
    await resource.refresh();
    expect(await resource.up({ ...withToken("VALUE-1"), rolloutId: "rollout-0" })).toBe("updated");
    expect(resource.outs?.["standing"]).not.toHaveProperty("failure");
  });
});

describe("a bot that keeps what it has", () => {
  const held = { rolloutId: "rollout-2", held: true };

  it("is not given what it had refused, nor what a person put in place of a secret", async () => {
    const resource = await rolledOut(withToken("VALUE-1"), withToken("REFUSED"));
    const writes = bot.writes.length;
    expect(await resource.up({ ...without("held back"), ...held })).toBe("nothing");
    bot.edit({ ...bot.document(), channels: { telegram: { botToken: "1:BY-HAND" } } });
    await resource.refresh();
    expect(await resource.up({ ...without("held back"), ...held })).toBe("nothing");
    expect(bot.writes).toHaveLength(writes);
  });

  it("has no secret in its inputs that the engine would not know for one, because the program has it no more", async () => {
    const resource = await rolledOut({ ...without(), document: { ...bare, env: { vars: { HOOK: "HOOK-MARKER" } } }, secretPaths: ["/env/vars/HOOK"] }, withToken("VALUE-MARKER"));
    await resource.up({ document: { ...bare, env: { vars: { HOOK: "HOOK-MARKER" } } }, secretPaths: ["/env/vars/HOOK"], rolloutId: "rollout-3" });
    await resource.up({ ...without(), ...held });
    expect(JSON.stringify(resource.inputs)).not.toContain("MARKER");
  });

  it("is healed after a refresh as what its last rollout gave it", async () => {
    const resource = await rolledOut(without("old"), without("new"));
    await resource.refresh();
    resource.outs = { ...resource.outs, observed: "incomplete" };
    expect(await resource.up({ ...without("held back"), rolloutId: "rollout-2", held: true })).toBe("updated");
    expect(resource.outs).toMatchObject({ observed: "complete", applied: { document: { messages: { responsePrefix: "new" } } }, standing: { rolloutId: "rollout-1" } });
  });
});
