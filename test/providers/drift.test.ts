import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { ConfigDocument } from "../../sdk/config";
import { bothLines, clawdbot, openclaw, startBot } from "../apply/simulatedBot";
import type { SimulatedGateway } from "../gateways/simulator";
import { ConfigResource } from "./configResource";

let bot: SimulatedGateway;

afterEach(() => bot.stop());

const document: ConfigDocument = { gateway: { mode: "local", bind: "loopback", remote: { token: "ours-secret" } }, messages: { responsePrefix: "ours" }, tools: { deny: ["group:web"] } };
const withToken = (token: string): ConfigDocument => ({ ...document, gateway: { mode: "local", bind: "loopback", remote: { token } } });
const program = { document, secretPaths: ["/gateway/remote/token"] };
const hidden = expect.stringMatching(/^hidden:[0-9a-f]{32}$/) as string;
// Until a simulated gateway looks at a file that somebody touched.
const watcherMs = 20;

async function applied(release: (typeof bothLines)[number][1], more: Record<string, unknown> = {}): Promise<ConfigResource> {
  bot = await startBot(release, { gateway: { mode: "local", bind: "loopback" } });
  const resource = new ConfigResource(bot);
  expect(await resource.up({ ...program, ...more })).toBe("created");
  return resource;
}

async function editText(text: string): Promise<void> {
  bot.editText(text);
  await delay(watcherMs);
  // Some edits restart it.
  while (bot.running() === undefined) await delay(watcherMs);
}

async function edit(edited: ConfigDocument): Promise<void> {
  await editText(JSON.stringify({ ...(JSON.parse(bot.file() ?? "{}") as object), ...edited }, null, 2));
}

describe.each(bothLines)("refresh of a bot of %s", (_line, release) => {
  it("shows nothing where nothing changed, writes nothing, and the next update calls nobody", async () => {
    const resource = await applied(release);
    const before = { document: resource.document, writes: bot.writes.length, frames: bot.frames() };
    await resource.refresh();
    expect(resource.document).toEqual(before.document);
    expect([resource.differs, resource.shown]).toEqual([false, []]);
    const frames = bot.frames();
    expect(await resource.up(program)).toBe("nothing");
    expect(bot.frames()).toBe(frames);
    expect(bot.writes).toHaveLength(before.writes);
  });

  it.each<[what: string, edited: () => string]>([
    ["the gateway's own stamps", () => JSON.stringify({ ...(JSON.parse(bot.file() ?? "{}") as object), meta: { lastTouchedVersion: "2099.1.1" }, wizard: { lastRunCommand: "openclaw configure" } })],
    ["formatting, comments and the order of keys", () => `// by hand\n${JSON.stringify(Object.fromEntries(Object.entries(bot.document() ?? {}).reverse()), null, 7)}`],
  ])("shows nothing of %s", async (_what, edited) => {
    const resource = await applied(release);
    await editText(edited());
    await resource.refresh();
    expect([resource.differs, resource.shown]).toEqual([false, []]);
    expect(resource.outs).toMatchObject({ observed: "complete" });
  });

  it("shows nothing of what is the bot's own", async () => {
    const unmanaged = ["ui", "messages.ackReaction"];
    const resource = await applied(release, { unmanaged });
    await edit({ ui: { seamColor: "#0b0b0b" }, messages: { responsePrefix: "ours", ackReaction: "eyes" } });
    await resource.refresh();
    expect([resource.differs, resource.shown]).toEqual([false, []]);
    expect(await resource.up({ ...program, unmanaged, document: { ...document, tools: { deny: [] } } })).toBe("updated");
    expect(bot.document()).toMatchObject({ ui: { seamColor: "#0b0b0b" }, messages: { ackReaction: "eyes" }, tools: { deny: [] } });
  });

  it.each<[what: string, edited: ConfigDocument, paths: string[]]>([
    ["a changed value", { messages: { responsePrefix: "theirs" } }, ["messages.responsePrefix"]],
    ["a key that came", { ui: { seamColor: "#0b0b0b" } }, ["ui.seamColor"]],
    ["an array that lost an item", { tools: { deny: [] } }, ["tools.deny"]],
  ])("shows %s by its path, and the next update takes exactly that back", async (_what, edited, paths) => {
    const resource = await applied(release);
    const before = bot.document();
    await edit(edited);
    await resource.refresh();
    expect([resource.differs, resource.shown]).toEqual([true, paths]);
    expect(await resource.up(program)).toBe("updated");
    expect(bot.document()).toEqual(before);
    expect(resource.outs).toMatchObject({ changedPaths: paths });
    await resource.refresh();
    expect(resource.differs).toBe(false);
  });

  it("shows a secret that was replaced as a change, tells neither of the two, and the next update writes ours again", async () => {
    const resource = await applied(release);
    await edit(withToken("theirs-secret"));
    await resource.refresh();
    expect([resource.differs, resource.shown]).toEqual([true, ["gateway.remote.token"]]);
    expect(resource.document).toMatchObject(withToken(hidden));
    expect(resource.inClear + JSON.stringify(resource.document)).not.toMatch(/theirs-secret|ours-secret/);
    // Looking twice does not forget it.
    await resource.refresh();
    expect(resource.shown).toEqual(["gateway.remote.token"]);
    expect(await resource.up(program)).toBe("updated");
    expect(bot.document()).toMatchObject(document);
    await resource.refresh();
    expect([resource.differs, resource.shown]).toEqual([false, []]);
  });

  it("shows a secret that somebody added, hidden, and the next update takes it away", async () => {
    const resource = await applied(release);
    await edit({ env: { vars: { SOME_KEY: "theirs-secret" } } });
    await resource.refresh();
    expect(resource.shown).toEqual(["env.vars.SOME_KEY"]);
    expect(resource.document).toMatchObject({ env: { vars: { SOME_KEY: hidden } } });
    expect(JSON.stringify([resource.inputs, resource.outs])).not.toContain("theirs-secret");
    await resource.up(program);
    expect(bot.document()).not.toHaveProperty("env");
  });

  it("shows that the file is broken, and the next update writes it anew", async () => {
    const resource = await applied(release);
    const before = bot.document();
    await editText("{ gateway: ");
    await resource.refresh();
    expect(resource.outs).toMatchObject({ digest: "invalid" });
    expect(await resource.up(program)).toBe("updated");
    expect(bot.document()).toEqual(before);
  });

  it("keeps a fence against what comes after it: an edit that no refresh saw is refused", async () => {
    const resource = await applied(release);
    const writes = bot.writes.length;
    await edit({ ui: { seamColor: "#0b0b0b" } });
    const changed = { ...program, document: { ...document, messages: { responsePrefix: "next" } } };
    await expect(resource.up(changed)).rejects.toMatchObject({ code: "edited", message: expect.stringContaining("somebody changed ui.seamColor since") as string });
    expect(bot.writes).toHaveLength(writes);
    await resource.refresh();
    expect(await resource.up(changed)).toBe("updated");
    expect(bot.document()).not.toHaveProperty("ui");
  });

  it("does not take a broken file for known because it was broken once before", async () => {
    const resource = await applied(release);
    await editText("{ gateway: ");
    await resource.refresh();
    await resource.up(program);
    const text = "{ messages: { responsePrefix: 'somebody works on it'";
    await editText(text);
    await expect(resource.up({ ...program, document: { ...document, tools: { deny: [] } } })).rejects.toMatchObject({ code: "edited" });
    expect(bot.file()).toBe(text);
  });
});

describe("refresh of a bot", () => {
  it.each(bothLines)("of %s that keeps its things elsewhere says so, and nothing is written to it", async (_line, release) => {
    const resource = await applied(release);
    const other = await startBot(release, document, { configPath: "/srv/other.json", stateDir: "/srv/other" });
    try {
      const paths = { configPath: bot.configPath };
      await resource.up({ ...program, paths });
      // Somebody starts another one where it was.
      const connection = { ...(resource.outs?.["connection"] as object), endpoint: other.endpoint, token: other.token };
      resource.outs = { ...resource.outs, connection };
      await resource.refresh();
      expect(resource.outs).toMatchObject({ observed: "elsewhere" });
      expect(resource.lines.at(-1)).toContain(`bot alice: its gateway runs with the config /srv/other.json, not with ${bot.configPath}. That is another bot: nothing is written to it`);
      const moved = { ...program, paths, connection, document: { ...document, tools: { deny: [] } } };
      await expect(resource.up(moved)).rejects.toMatchObject({ code: "path-mismatch" });
      await expect(resource.up({ ...program, paths, connection })).rejects.toMatchObject({ code: "path-mismatch" });
      expect(other.writes).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  it("says that padding is left of a change that was cut short, and the next update takes it away", async () => {
    const resource = await applied(openclaw);
    const before = bot.document();
    await editText(JSON.stringify({ ...before, wizard: { lastRunCommand: "molthub: padding ".padEnd(200, ".") } }));
    await resource.refresh();
    expect(resource.outs).toMatchObject({ observed: "incomplete" });
    expect([resource.differs, resource.shown]).toEqual([true, []]);
    await resource.up(program);
    expect(bot.document()).toEqual(before);
    expect(bot.file()).not.toContain("wizard");
    await resource.refresh();
    expect(resource.differs).toBe(false);
  });

  it("shows references whose values a Clawdbot wrote into its file, hidden, and the next update writes them again where they are known", async () => {
    bot = await startBot(clawdbot, { gateway: { mode: "local" } }, { env: { REMOTE_TOKEN: "value-of-the-variable" } });
    const resource = new ConfigResource(bot);
    const baked = { document: withToken("${REMOTE_TOKEN}"), environment: ["REMOTE_TOKEN"] };
    await resource.up(baked);
    await edit(withToken("value-of-the-variable"));
    await resource.refresh();
    expect(resource.shown).toEqual(["gateway.remote.token"]);
    expect(resource.document).toMatchObject(withToken(hidden));
    expect(JSON.stringify([resource.inputs, resource.outs])).not.toContain("value-of-the-variable");
    expect(await resource.up(baked)).toBe("updated");
    expect(bot.document()).toMatchObject(withToken("${REMOTE_TOKEN}"));
  });

  it("shows them hidden also where no secret is kept: nobody can tell what a variable holds", async () => {
    bot = await startBot(clawdbot, { gateway: { mode: "local" } }, { env: { GREETING: "value-of-the-variable" } });
    const resource = new ConfigResource(bot);
    const saying = (responsePrefix: string): ConfigDocument => ({ gateway: { mode: "local" }, messages: { responsePrefix } });
    await resource.up({ document: saying("${GREETING}"), environment: ["GREETING"] });
    await edit({ messages: { responsePrefix: "value-of-the-variable" } });
    await resource.refresh();
    expect(resource.shown).toEqual(["messages.responsePrefix"]);
    expect(resource.document).toMatchObject(saying(hidden));
    expect(JSON.stringify([resource.inputs, resource.outs])).not.toContain("value-of-the-variable");
  });
});
