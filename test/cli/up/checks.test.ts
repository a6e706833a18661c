import { describe, expect, it } from "vitest";
import type { PlannedBot, SavedPlan } from "../../../sdk/apply";
import type { ConfigDocument } from "../../../sdk/config";
import { MolthubError } from "../../../sdk/errors";
import { fleetPlan } from "../../../sdk/cli/plan/fleetPlan";
import { plannedBot, previewedDocument } from "../../../sdk/cli/plan/plannedBot";
import type { Preview, PreviewedResource } from "../../../sdk/cli/plan/preview";
import type { Live } from "../../../sdk/cli/plan/readLives";
import { configType, hostType } from "../../../sdk/cli/stackBots";
import { requireSameProgram } from "../../../sdk/cli/up/requireSameProgram";
import { requireUnedited } from "../../../sdk/cli/up/requireUnedited";
import { envelope, stackBot } from "../plan/stackBot";
import { unknown } from "../../providers/bots";

const [from, to]: ConfigDocument[] = [{ messages: { responsePrefix: "a" } }, { messages: { responsePrefix: "b" } }];
const changing = { class: "none", none: ["messages.responsePrefix"] };

const config = (bot: string, document: ConfigDocument = to as ConfigDocument, impact: object = changing, op = "update"): PreviewedResource => ({
  urn: `urn:${bot}-config`,
  type: configType,
  op,
  olds: op === "create" ? {} : { bot, release: { package: "openclaw", version: "2026.9.6" }, document: from },
  news: op === "delete" ? {} : { bot, release: { package: "openclaw", version: "2026.9.6" }, document, impact },
});
const host = (bot: string, changes: string[]): PreviewedResource => ({ urn: `urn:${bot}-gateway`, type: hostType, op: "update", olds: { bot }, news: { bot, impact: { class: "restart", changes } } });
const preview = (...resources: PreviewedResource[]): Preview => ({ stack: "dev", project: "p", resources, warnings: [] });

/** The plan that this preview is saved as, when every bot had the first document. */
function saved({ stack, project, resources }: Preview): SavedPlan {
  const news = new Map(resources.map((resource) => [resource.urn, resource.news]));
  const bots = fleetPlan(resources).map((plan): PlannedBot => plannedBot(plan, previewedDocument(news.get(plan.urn) ?? {}), stackBot(plan.bot), { document: from as ConfigDocument }));
  return { schemaVersion: 1, stack, project, time: "2026-09-01T00:00:00.000Z", bots };
}

function refusal(work: () => void): string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof MolthubError) return [error.code, ...error.message.split("\n").slice(1, -1)];
    throw error;
  }
}

describe("a plan file and what the program does now", () => {
  const now = (planned: Preview, ...resources: PreviewedResource[]): string[] => refusal(() => requireSameProgram(saved(planned), preview(...resources)));

  it("agree when nothing changed, and when a part is done already", () => {
    const planned = preview(config("a"), config("b", {}, { class: "create" }, "create"), config("c", {}, {}, "delete"), host("a", ["heapMb"]));
    expect(now(planned, ...planned.resources)).toEqual([]);
    expect(now(planned, config("a", to, { class: "unchanged" }, "same"), config("b", {}, { class: "unchanged" }, "same"))).toEqual([]);
  });

  it.each<[string, Preview, PreviewedResource[], string]>([
    ["changes another value", preview(config("a")), [config("a", { messages: { responsePrefix: "c" } })], "bot a: its document is another one, at messages.responsePrefix or at a path that is the bot's own"],
    ["changes at another path", preview(config("a")), [config("a", { ...to, ui: { seamColor: "x" } }, { ...changing, hot: ["ui.seamColor"] })], "bot a: would also change at ui.seamColor"],
    ["changes what was not to change", preview(config("a", from, { class: "unchanged" }, "same")), [config("a")], "bot a: would also change at messages.responsePrefix"],
    ["starts the bot otherwise", preview(config("a"), host("a", ["heapMb"])), [config("a"), host("a", ["heapMb", "env.KEY"])], "bot a: would also be started otherwise: env.KEY"],
    ["has one more bot", preview(config("a")), [config("a"), config("b", {}, { class: "create" }, "create")], "bot b: is not in the plan"],
    ["makes a bot anew", preview(config("a")), [config("a", to, { class: "create" })], "bot a: would be created"],
    ["deletes a bot", preview(config("a"), config("b")), [config("a"), config("b", {}, {}, "delete")], "bot b: would be deleted"],
    ["knows a bot no more", preview(config("a"), config("b", {}, { class: "create" }, "create")), [config("a")], "bot b: is not in the program any more"],
  ])("disagree when it %s", (_what, planned, resources, difference) => {
    expect(now(planned, ...resources)).toEqual(["not-in-plan", difference]);
  });

  it("disagree when it leaves other paths to the bot", () => {
    const { news, ...rest } = config("a");
    expect(now(preview(config("a")), { ...rest, news: { ...news, unmanaged: ["ui"] } })).toHaveLength(2);
  });

  it("agree where a value is known by now, and disagree where one is hidden that was not", () => {
    const later = { level: unknown, token: envelope };
    expect(now(preview(config("a", { ...to, later })), config("a", { ...to, later: { level: "info", token: envelope } }))).toEqual([]);
    expect(now(preview(config("a", { ...to, later: { level: "info", token: "t" } })), config("a", { ...to, later }))).toHaveLength(2);
  });

  it("disagree in another stack or project", () => {
    for (const other of [{ stack: "prod" }, { project: "q" }]) expect(() => requireSameProgram({ ...saved(preview(config("a"))), ...other }, preview(config("a")))).toThrow(expect.objectContaining({ code: "other-stack" }) as Error);
  });
});

describe("a plan file and the bots as they are", () => {
  const lives = (...documents: Live[]): Map<string, Live> => new Map(documents.map((live, at) => [`urn:${["a", "b", "c"][at] as string}-config`, live]));
  const planned = saved(preview(config("a"), config("b"), config("c", from, { class: "unchanged" }, "same")));
  const check = (...documents: Live[]): string[] => refusal(() => requireUnedited(planned, ["a", "b", "c"].map(stackBot), lives(...documents)));
  const still: Live = { document: from };

  it("agree when each bot has what it had, or what it is to have; who cannot be asked is left to the write", () => {
    expect(check(still, still, still)).toEqual([]);
    expect(check(still, { document: to }, { unreachable: "down" })).toEqual([]);
    expect(check(still)).toEqual([]);
  });

  it("disagree on every bot that has anything else, whether it was to change or not", () => {
    expect(check({ document: { messages: { responsePrefix: "z" } } }, { document: { ...to, ui: { seamColor: "x" } } }, { document: { ...from, ui: { seamColor: "x" } } })).toEqual([
      "edited-since-plan",
      "bot a: messages.responsePrefix",
      "bot b: messages.responsePrefix, ui.seamColor",
      "bot c: ui.seamColor",
    ]);
  });

  it("disagree when a config file is lost, or the bot is another one", () => {
    expect(check({ document: undefined }, still, still)).toEqual(["edited-since-plan", "bot a: its config file is absent or invalid now"]);
    expect(refusal(() => requireUnedited(planned, [{ ...stackBot("a"), dataId: "other" }], lives(still)))).toEqual(["edited-since-plan", "bot a: it has another address or folder now"]);
  });
});
