import { describe, expect, it } from "vitest";
import type { PlannedBot } from "../../../sdk/apply";
import { digestOf, fingerprintsOf, publicDigestOf, redactionMarker, type ConfigDocument } from "../../../sdk/config";
import type { BotPlan } from "../../../sdk/cli/plan/fleetPlan";
import { plannedBot, previewedDocument } from "../../../sdk/cli/plan/plannedBot";
import { unshownPaths } from "../../../sdk/cli/plan/unshownPaths";
import { stackBot, envelope } from "./stackBot";
import { unknown } from "../../providers/bots";

const known = stackBot("alice");
const plan: BotPlan = { urn: "urn:alice-config", bot: "alice", action: "update", class: "hot", leaves: [{ path: "messages.responsePrefix", class: "hot", secret: false, unknown: false }], host: [], irreversible: [] };
const previewed: ConfigDocument = { messages: { responsePrefix: "b" }, channels: { slack: { botToken: envelope } } };
const live = { document: { messages: { responsePrefix: "a" }, channels: { slack: { botToken: redactionMarker } } } };

const of = (document: ConfigDocument, more: Record<string, unknown> = {}, as: BotPlan = plan): PlannedBot => plannedBot(as, previewedDocument({ document, ...more }), known, live);

describe("a bot in a plan file", () => {
  it("has the leaves that change, hashes of what it has and of what it is to have, and no value", () => {
    const leaves = fingerprintsOf({ messages: { responsePrefix: "a" }, channels: { slack: { botToken: "old-token" } } }, known.applied.key);
    expect(of(previewed)).toEqual({
      urn: "urn:alice-config",
      bot: "alice",
      dataId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      action: "update",
      class: "hot",
      base: { digest: digestOf(leaves), leaves },
      wanted: publicDigestOf({ messages: { responsePrefix: "b" } }, [], []),
      without: ["/channels/slack/botToken"],
      unmanaged: [],
      paths: ["messages.responsePrefix"],
      host: [],
    });
  });

  it.each<[string, ConfigDocument, string[]]>([
    ["a secret", { a: { b: envelope } }, ["/a/b"]],
    ["a text that holds a secret of the stack's settings", { a: "see [secret]!" }, ["/a"]],
    ["what is not known yet", { a: { b: unknown } }, ["/a/b"]],
    ["an array with any of that in it", { a: [{ b: unknown }], c: [["x[secret]"]], d: [1] }, ["/a", "/c"]],
  ])("is compared without %s", (_what, document, without) => {
    expect(of(document).without).toEqual(without);
  });

  it("is compared without what the program says is secret, whatever the preview shows there", () => {
    expect(of({ a: "clear" }, { secretPaths: ["/a"] }).without).toEqual(["/a"]);
    expect(of({ a: "clear" }, { secretPaths: unknown }).without).toEqual([]);
  });

  it("has no base where nobody saw what it has", () => {
    for (const unseen of [undefined, { unreachable: "down" }, { document: undefined }]) {
      expect(plannedBot(plan, previewedDocument({ document: previewed }), known, unseen)).toEqual({ ...of(previewed), base: undefined });
    }
  });

  it("that is to be created is no bot that the stack knows, also at a new address", () => {
    expect(of(previewed, {}, { ...plan, action: "create", class: "create" })).toEqual({ ...of(previewed), action: "create", class: "create", dataId: undefined, base: undefined });
  });

  it("that goes is named, and nothing more", () => {
    expect(plannedBot({ ...plan, action: "delete", class: "delete", leaves: [] }, undefined, known, live)).toEqual({ urn: plan.urn, bot: "alice", action: "delete", class: "delete", without: [], unmanaged: [], paths: [], host: [] });
  });
});

describe("what a plan does not show", () => {
  const unshown = (document: ConfigDocument, more: Partial<PlannedBot> = {}, observed = "complete"): string[] => unshownPaths({ ...of(previewed), ...more }, previewedDocument({ document: previewed }), { ...known, observed }, { document });

  it("is named by path, for a bot that is to be written", () => {
    expect(unshown(live.document)).toEqual([]);
    expect(unshown({ ...live.document, ui: { seamColor: "#000000" }, messages: { responsePrefix: "a", ackReactionScope: "all" } })).toEqual(["messages.ackReactionScope", "ui.seamColor"]);
    expect(unshown({ ...live.document, ui: {} }, { action: "none" })).toEqual([]);
    expect(unshown(live.document, { action: "none", paths: [] }, "unreachable")).toEqual(["messages.responsePrefix"]);
    expect(unshown({ ...live.document, ui: {} }, { unmanaged: ["ui"] })).toEqual([]);
  });

  it("is not what the preview cannot show", () => {
    expect(unshown({ ...live.document, channels: { slack: { botToken: "edited" } } })).toEqual([]);
  });
});
