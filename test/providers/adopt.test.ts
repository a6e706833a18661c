import { afterEach, describe, expect, it } from "vitest";
import { createDevice } from "../../sdk/gateway";
import type { ConfigDocument } from "../../sdk/config";
import { bothLines, openclaw, startBot } from "../apply/simulatedBot";
import type { SimulatedGateway } from "../gateways/simulator";
import { ConfigResource, type Program } from "./configResource";

let bot: SimulatedGateway;

afterEach(() => bot.stop());

const remote = { mode: "local", bind: "loopback", remote: { token: "own-secret" } };
const own: ConfigDocument = { gateway: remote, messages: { responsePrefix: "own" }, tools: { deny: ["group:web"] } };
const adopt = { adopt: true, secretPaths: ["/gateway/remote/token"] };

describe.each(bothLines)("a bot of %s that something else made", (_line, release) => {
  it("is adopted with no write, and is the stack's from then on", async () => {
    bot = await startBot(release, own);
    const text = bot.file();
    const resource = new ConfigResource(bot);
    const program: Program = { ...adopt, document: own };
    expect(await resource.up(program)).toBe("created");
    expect([bot.writes, bot.file(), resource.records]).toEqual([[], text, []]);
    expect(resource.outs).toMatchObject({ observed: "complete", changedPaths: [], restarted: false });
    expect(resource.inClear).not.toContain("own-secret");
    await resource.refresh();
    const changed: Program = { ...program, document: { ...own, messages: { responsePrefix: "new" } } };
    expect(await resource.up(changed)).toBe("updated");
    expect(bot.document()).toMatchObject(changed.document);
    expect(bot.document()).toMatchObject({ tools: { deny: ["group:web"] } });
    await resource.refresh();
    expect(await resource.up(changed)).toBe("nothing");
  });

  it("is told of where its layers differ, by path and no value; a refresh shows just that, and the update after it writes it", async () => {
    bot = await startBot(release, { ...own, logging: { level: "debug" } });
    const resource = new ConfigResource(bot);
    const program: Program = { ...adopt, document: { ...own, messages: { responsePrefix: "ours" }, tools: { deny: [] } } };
    await resource.up(program);
    // What an OpenClaw does not show cannot be called equal.
    const unseen = release === openclaw ? ["gateway.remote.token"] : [];
    const paths = [...unseen, "logging.level", "messages.responsePrefix", "tools.deny"];
    expect(resource.lines).toEqual([
      `bot alice is adopted as it is: nothing was written. Its layers differ at ${paths.join(", ")}: "pulumi preview --refresh" shows how, the next "pulumi up --refresh" writes it`,
    ]);
    // Without that look, nothing is overwritten that nobody saw.
    await expect(resource.up(program)).rejects.toMatchObject({ code: "not-planned", message: expect.stringContaining(paths.join(", ")) as string });
    await resource.refresh();
    expect(resource.shown).toEqual(paths);
    expect(bot.writes).toEqual([]);
    expect(await resource.up(program)).toBe("updated");
    expect(bot.document()).toMatchObject(program.document);
    expect(bot.document()).not.toHaveProperty("logging.level");
    await resource.refresh();
    expect(resource.differs).toBe(false);
  });

  it("says that nothing differs where nothing does", async () => {
    bot = await startBot(release, { gateway: { mode: "local" }, messages: { responsePrefix: "own" } });
    const resource = new ConfigResource(bot);
    await resource.up({ adopt: true, document: { gateway: { mode: "local" }, messages: { responsePrefix: "own" } } });
    expect(resource.lines).toEqual(["bot alice is adopted as it is: nothing was written, and nothing differs"]);
    expect(await resource.up({ adopt: true, document: { gateway: { mode: "local" }, messages: { responsePrefix: "own" } } })).toBe("nothing");
  });

  it("leaves to the bot what is its own", async () => {
    bot = await startBot(release, own);
    const resource = new ConfigResource(bot);
    const program: Program = { adopt: true, unmanaged: ["gateway.remote", "messages"], document: { gateway: { mode: "local", bind: "loopback" }, tools: { deny: ["group:web"] } } };
    await resource.up(program);
    expect(resource.lines).toEqual(["bot alice is adopted as it is: nothing was written, and nothing differs"]);
    await resource.refresh();
    expect(resource.differs).toBe(false);
    expect(JSON.stringify([resource.inputs, resource.outs])).not.toContain("own-secret");
  });

  it("is adopted once: a change of it afterwards is a change", async () => {
    bot = await startBot(release, own);
    const resource = new ConfigResource(bot);
    await resource.up({ ...adopt, document: own });
    await resource.refresh();
    await resource.up({ ...adopt, document: { ...own, tools: { deny: [] } } });
    expect(bot.document()).toMatchObject({ tools: { deny: [] } });
  });

  it("is refused when its file is broken, or when it keeps its things elsewhere", async () => {
    bot = await startBot(release, own);
    const resource = new ConfigResource(bot);
    await expect(resource.up({ ...adopt, document: own, paths: { configPath: "/srv/other.json" } })).rejects.toMatchObject({ code: "path-mismatch", message: expect.stringContaining("Nothing was adopted.") as string });
    bot.editText(JSON.stringify({ ...own, noSuchKey: 1 }));
    await new Promise((later) => setTimeout(later, 20));
    await expect(resource.up({ ...adopt, document: own })).rejects.toMatchObject({ code: "not-adopted", message: expect.stringMatching(/^bot alice: its gateway has no valid config file to adopt \(<root>: Unrecognized key: "noSuchKey"\)\. Mend it on the bot/) as string });
    expect(bot.writes).toEqual([]);
    expect(resource.outs).toBeUndefined();
  });

  it("is refused when it is no such gateway", async () => {
    bot = await startBot(release, own);
    const other = bothLines.map(([, known]) => known).find((known) => known !== release);
    const resource = new ConfigResource({ ...bot, ...(other && { release: other }) });
    await expect(resource.up({ ...adopt, document: own })).rejects.toMatchObject({ code: "wrong-release" });
    expect(bot.writes).toEqual([]);
  });

  it("is not written over without being adopted, but added to", async () => {
    bot = await startBot(release, own);
    const resource = new ConfigResource(bot);
    await expect(resource.up({ document: { gateway: { mode: "local", bind: "loopback" } } })).rejects.toMatchObject({ code: "not-adopted" });
    expect(bot.writes).toEqual([]);
    await resource.up({ document: { gateway: { mode: "local", bind: "loopback" }, ui: { seamColor: "#0b0b0b" } }, unmanaged: ["gateway.remote", "messages", "tools"] });
    expect(bot.document()).toMatchObject({ ...own, ui: { seamColor: "#0b0b0b" } });
  });

  it("is adopted anew at another address: that is another bot", async () => {
    bot = await startBot(release, own);
    const resource = new ConfigResource(bot);
    await resource.up({ ...adopt, document: own });
    const second = await startBot(release, { ...own, messages: { responsePrefix: "other" } });
    try {
      const connection = { endpoint: second.endpoint, token: second.token, device: createDevice() };
      await resource.up({ ...adopt, document: own, connection, dataId: `external ${second.endpoint.address}` });
      expect(second.writes).toEqual([]);
      expect(resource.lines.at(-1)).toContain("messages.responsePrefix");
    } finally {
      await second.stop();
    }
  });
});
