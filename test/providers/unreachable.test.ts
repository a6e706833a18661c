import { afterEach, describe, expect, it, vi } from "vitest";
import { createDevice } from "../../sdk/gateway";
import type { ConfigDocument, GatewayRelease } from "../../sdk/config";
import { bothLines, startBot } from "../apply/simulatedBot";
import type { SimulatedGateway, SimulatorOptions } from "../gateways/simulator";
import { ConfigResource, type Program } from "./configResource";

const bots = vi.hoisted((): SimulatedGateway[] => []);

// A bot that does not answer is given up after 45 s: here soon, but only where one is down.
vi.mock("../../sdk/apply/pace", async (original) => {
  const { usualPace } = await original<typeof import("../../sdk/apply/pace")>();
  return {
    usualPace: {
      ...usualPace,
      poll: 10,
      get firstAnswer() {
        return bots.every((bot) => bot.isRunning()) ? usualPace.firstAnswer : 300;
      },
    },
  };
});

afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.stop()));
});

async function started(release: GatewayRelease, document: ConfigDocument, more: Partial<SimulatorOptions> = {}): Promise<SimulatedGateway> {
  const bot = await startBot(release, document, more);
  bots.push(bot);
  return bot;
}

const seed: ConfigDocument = { gateway: { mode: "local", bind: "loopback" } };
const document: ConfigDocument = { ...seed, messages: { responsePrefix: "one" }, tools: { deny: ["group:web"] } };
const saying = (responsePrefix: string): Program => ({ document: { ...document, messages: { responsePrefix } } });
const skipped = /^bot alice: .*\. Its config stays as it is; the next "pulumi up" catches up$/;

describe.each(bothLines)("a bot of %s that cannot be reached at an update", (_line, release) => {
  it("is named, keeps the digest of what it runs, and is caught up with, also without refresh", async () => {
    const bot = await started(release, seed);
    const resource = new ConfigResource(bot);
    await resource.up(saying("one"));
    const { digest, sealed, seen } = resource.outs ?? {};
    bot.kill();
    expect(await resource.up(saying("two"))).toBe("updated");
    expect(resource.lines).toEqual([expect.stringMatching(skipped)]);
    expect(resource.outs).toMatchObject({ digest, sealed, seen, observed: "unreachable" });
    expect(resource.records.map(({ event }) => event)).toEqual(["intent", "result"]);
    // The engine has the new document for done, and nobody changed the program: it is tried again all the same.
    expect(await resource.up(saying("two"))).toBe("updated");
    bot.start();
    expect(await resource.up(saying("two"))).toBe("updated");
    expect(bot.document()).toMatchObject({ messages: { responsePrefix: "two" } });
    expect(resource.outs).toMatchObject({ observed: "complete", changedPaths: ["messages.responsePrefix"] });
    expect(await resource.up(saying("two"))).toBe("nothing");
  });

  it("is caught up with several changes at once, and a refresh in between shows them", async () => {
    const bot = await started(release, seed);
    const resource = new ConfigResource(bot);
    await resource.up(saying("one"));
    bot.kill();
    await resource.up(saying("two"));
    await resource.up({ document: { ...saying("three").document, tools: { deny: [] } } });
    await resource.refresh();
    expect(resource.outs).toMatchObject({ observed: "unreachable" });
    bot.start();
    await resource.refresh();
    expect(resource.outs).toMatchObject({ observed: "complete" });
    expect(resource.shown).toEqual(["messages.responsePrefix", "tools.deny"]);
    expect(await resource.up({ document: { ...saying("three").document, tools: { deny: [] } } })).toBe("updated");
    expect(bot.document()).toMatchObject({ messages: { responsePrefix: "three" }, tools: { deny: [] } });
  });

  it("is fenced when it is caught up with: what somebody did meanwhile is not written over", async () => {
    const bot = await started(release, seed);
    const resource = new ConfigResource(bot);
    await resource.up(saying("one"));
    bot.kill();
    await resource.up(saying("two"));
    bot.start();
    bot.edit({ ...bot.document(), ui: { seamColor: "#0b0b0b" } });
    const writes = bot.writes.length;
    await expect(resource.up(saying("two"))).rejects.toMatchObject({ code: "edited", message: expect.stringContaining("ui.seamColor") as string });
    expect(bot.writes).toHaveLength(writes);
    await resource.refresh();
    expect(resource.shown).toEqual(["messages.responsePrefix", "ui.seamColor"]);
    await resource.up(saying("two"));
    expect(bot.document()).not.toHaveProperty("ui");
  });

  it("fails the update where that is asked for, and the state stays as it was", async () => {
    const bot = await started(release, seed);
    const resource = new ConfigResource(bot);
    await resource.up({ ...saying("one"), unreachable: "fail" });
    const { outs } = resource;
    bot.kill();
    await expect(resource.up({ ...saying("two"), unreachable: "fail" })).rejects.toMatchObject({ code: "unreachable", message: expect.stringMatching(/^bot alice: /) as string });
    expect(resource.outs).toEqual(outs);
  });

  it("keeps the hashes of its secrets, though the key by which Molthub is known changes meanwhile", async () => {
    const bot = await started(release, seed);
    const resource = new ConfigResource(bot);
    const program: Program = { document: { ...document, gateway: { mode: "local", bind: "loopback", remote: { token: "a-secret" } } }, secretPaths: ["/gateway/remote/token"] };
    await resource.up(program);
    bot.kill();
    const connection = { endpoint: bot.endpoint, token: bot.token, device: createDevice() };
    const moved: Program = { ...program, connection, document: { ...program.document, tools: { deny: [] } } };
    await resource.up(moved);
    bot.start();
    expect(await resource.up(moved)).toBe("updated");
    expect(bot.document()).toMatchObject({ tools: { deny: [] } });
  });
});

describe.each(bothLines)("a bot of %s that cannot be reached when it comes into the stack", (_line, release) => {
  const own: ConfigDocument = { ...seed, messages: { responsePrefix: "own" }, tools: { deny: ["group:web"] } };

  it("is there unseen, and written when it answers, but nothing of its own is taken away", async () => {
    const bot = await started(release, own);
    bot.kill();
    const resource = new ConfigResource(bot);
    expect(await resource.up(saying("ours"))).toBe("created");
    expect(resource.lines).toEqual([expect.stringMatching(skipped)]);
    bot.start();
    await expect(resource.up(saying("ours"))).rejects.toMatchObject({ code: "not-adopted" });
    expect(bot.writes).toEqual([]);
    expect(await resource.up({ document: { ...own, ui: { seamColor: "#0b0b0b" } } })).toBe("updated");
    expect(bot.document()).toMatchObject({ ...own, ui: { seamColor: "#0b0b0b" } });
  });

  it("is still new to the stack when a refresh is the first to see it: nothing of its own is taken away", async () => {
    const bot = await started(release, own);
    bot.kill();
    const resource = new ConfigResource(bot);
    await resource.up(saying("ours"));
    bot.start();
    await resource.refresh();
    await expect(resource.up(saying("ours"))).rejects.toMatchObject({ code: "not-adopted" });
    expect(bot.writes).toEqual([]);
  });

  it("is adopted when it answers, with no write, also when a refresh is the first to see it", async () => {
    const bot = await started(release, own);
    for (const withRefresh of [false, true]) {
      bot.kill();
      const resource = new ConfigResource(bot);
      const program = { ...saying("ours"), adopt: true };
      // To wait for it in order to adopt it would take 45 s.
      await resource.up({ ...program, adopt: false });
      resource.outs = { ...resource.outs, adopt: true };
      bot.start();
      if (withRefresh) await resource.refresh();
      expect(await resource.up(program)).toBe("updated");
      expect(bot.writes).toEqual([]);
      expect(resource.lines.at(-1)).toContain("bot alice is adopted as it is: nothing was written. Its layers differ at messages.responsePrefix");
    }
  });

  it("is written as a new one where Molthub hosts it: nobody else's document is in it", async () => {
    const bot = await started(release, seed);
    bot.kill();
    const resource = new ConfigResource(bot, undefined, "data-1");
    await resource.up(saying("ours"));
    bot.start();
    await resource.refresh();
    expect(await resource.up(saying("ours"))).toBe("updated");
    expect(bot.document()).toMatchObject(saying("ours").document);
  });
});
