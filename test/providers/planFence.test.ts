import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planFileVariable, type SavedPlan } from "../../sdk/apply";
import { plannedBot, previewedDocument } from "../../sdk/cli/plan/plannedBot";
import { diffDocuments, formatPath, storedAs, type ConfigDocument } from "../../sdk/config";
import { bothLines, startBot } from "../apply/simulatedBot";
import { stackBot } from "../cli/plan/stackBot";
import type { SimulatedGateway } from "../gateways/simulator";
import { device } from "./bots";
import { ConfigResource } from "./configResource";

let bot: SimulatedGateway;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "molthub-fence-"));
});

afterEach(async () => {
  await bot.stop();
  rmSync(folder, { recursive: true });
});

const documentOf = (responsePrefix: string, deny = "group:web"): ConfigDocument => ({ gateway: { mode: "local", bind: "loopback" }, messages: { responsePrefix }, tools: { deny: [deny] } });
const [before, first, second] = [documentOf("before"), documentOf("first"), documentOf("second")];
// Until a simulated gateway looks at a file that somebody touched.
const watcherMs = 20;
const again = 'Nothing was written to it. Make a new plan ("molthub plan --out <file>") and look at it.';

/** Gives the next run the plan that `molthub plan --out` saves of this moment: from what the bot has to the document. */
function plan(resource: ConfigResource, wanted: ConfigDocument, name = "alice"): void {
  const live = bot.document() ?? {};
  const known = stackBot(name);
  const leaves = diffDocuments(live, storedAs(wanted, bot.release)).map(({ path }) => ({ path: formatPath(path), class: "hot" as const, secret: false, unknown: false }));
  const entry = plannedBot(
    { urn: known.urn, bot: name, action: "update", class: "hot", leaves, host: [], irreversible: [] },
    previewedDocument({ document: storedAs(wanted, bot.release) }),
    { ...known, dataId: String(resource.outs?.["dataId"]), applied: { ...known.applied, sealed: {}, key: device.privateKey } },
    { document: live },
  );
  const saved: SavedPlan = { schemaVersion: 1, stack: "dev", project: "p", time: new Date().toISOString(), bots: [entry] };
  const file = join(folder, "plan.json");
  writeFileSync(file, JSON.stringify(saved));
  resource.nextRun({ [planFileVariable]: file });
}

async function edit(document: ConfigDocument): Promise<void> {
  bot.edit(storedAs(document, bot.release));
  await delay(watcherMs);
  // A Clawdbot restarts for some edits.
  while (bot.running() === undefined) await delay(watcherMs);
}

describe.each(bothLines)("an update of a bot of %s with a saved plan", (_line, release) => {
  async function applied(): Promise<ConfigResource> {
    bot = await startBot(release, before);
    const resource = new ConfigResource(bot);
    await resource.up({ document: before });
    await resource.up({ document: first });
    return resource;
  }

  async function refused(resource: ConfigResource, document: ConfigDocument, words: string): Promise<void> {
    const writes = bot.writes.length;
    const file = bot.file();
    await expect(resource.up({ document })).rejects.toThrow(words);
    expect([bot.writes.length, bot.file()]).toEqual([writes, file]);
  }

  describe.each([{ run: "with a refresh before it", refreshes: true }, { run: "without a refresh", refreshes: false }])("$run", ({ refreshes }) => {
    const refresh = async (resource: ConfigResource): Promise<void> => (refreshes ? resource.refresh() : undefined);

    it("does what was planned", async () => {
      const resource = await applied();
      plan(resource, second);
      await refresh(resource);
      expect(await resource.up({ document: second })).toBe("updated");
      expect(bot.document()).toMatchObject(second);
    });

    it("writes nothing over an edit that came after the plan, and names its path", async () => {
      const resource = await applied();
      plan(resource, second);
      await edit(documentOf("first", "group:fs"));
      await refresh(resource);
      await refused(resource, second, refreshes ? `bot alice: it was changed at tools.deny after the plan was made. ${again}` : "bot alice: somebody changed tools.deny since Pulumi last looked. Nothing was written.");
    });

    // Of all that Molthub knows, only the plan tells that it was not to be overwritten.
    it("writes nothing over the document before the last, which somebody brought back after the plan", async () => {
      const resource = await applied();
      plan(resource, second);
      await edit(before);
      await refresh(resource);
      await refused(resource, second, `bot alice: it was changed at messages.responsePrefix after the plan was made. ${again}`);
    });

    it("writes nothing of a program that was changed after the plan, and names the path", async () => {
      const resource = await applied();
      plan(resource, second);
      await refresh(resource);
      await refused(resource, documentOf("third"), `bot alice: its document is another one than planned at messages.responsePrefix or at a path that is the bot's own: the program, a layer or a setting was changed after the plan was made. ${again}`);
      await refused(resource, documentOf("second", "group:fs"), `bot alice: it would also be changed at tools.deny, which the plan does not show. ${again}`);
    });
  });

  it("writes nothing to a bot that is not in the plan, nor with a plan that cannot be read", async () => {
    const resource = await applied();
    plan(resource, second, "bob");
    await refused(resource, second, `bot alice: it is not in the plan. ${again}`);
    resource.nextRun({ [planFileVariable]: join(folder, "nowhere.json") });
    await refused(resource, second, "cannot read the plan file");
  });
});
