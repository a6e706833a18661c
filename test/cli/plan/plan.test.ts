import { describe, expect, it } from "vitest";
import { asMarkdown, asText } from "../../../sdk/cli/plan/asText";
import { fleetPlan, type BotPlan } from "../../../sdk/cli/plan/fleetPlan";
import type { PreviewedResource } from "../../../sdk/cli/plan/preview";
import { summarize } from "../../../sdk/cli/plan/summary";

const release = { package: "openclaw", version: "2026.9.6" };

const urnOf = (type: string, name: string): string => `urn:pulumi:test::p::molthub:index:MoltbotFleet$molthub:index:MoltbotInstance$pulumi-nodejs:dynamic/molthub:${type}::${name}`;

/** The same resource of another fleet. */
const elsewhere = (resource: PreviewedResource): PreviewedResource => ({ ...resource, urn: resource.urn.replace("::f-", "::g-") });

function config(bot: string, before: Record<string, unknown>, after: Record<string, unknown>, impact: Record<string, unknown>, op = "update"): PreviewedResource {
  const inputs = (document: Record<string, unknown>): Record<string, unknown> => ({ bot, release, document });
  return { urn: urnOf("GatewayConfig", `f-${bot}-config`), type: "pulumi-nodejs:dynamic/molthub:GatewayConfig", op, olds: inputs(before), news: { ...inputs(after), impact } };
}

function host(bot: string, impact: Record<string, unknown>, op = "update"): PreviewedResource {
  return { urn: urnOf("LocalGateway", `f-${bot}-gateway`), type: "pulumi-nodejs:dynamic/molthub:LocalGateway", op, olds: { bot }, news: { bot, impact } };
}

const same = (bot: string): PreviewedResource => config(bot, {}, {}, { class: "unchanged" }, "same");
const textOf = (plans: readonly BotPlan[]): string[] => asText(summarize(plans)).split("\n");
const of = (...resources: readonly PreviewedResource[]): BotPlan[] => fleetPlan(resources);

describe("a plan of a fleet", () => {
  it("tells equal changes once, with the values where they are equal", () => {
    const change = (bot: string, before: string): PreviewedResource => config(bot, { ui: { seamColor: before } }, { ui: { seamColor: "#ffffff" } }, { class: "none", none: ["ui.seamColor"], undoWrites: 1 });
    expect(textOf(of(change("a", "#000000"), change("b", "#000000"), same("c")))).toEqual(['2 bots (a, b): ui.seamColor "#000000" -> "#ffffff", none', "0 bots restart, 2 hot, 1 unchanged"]);
    expect(textOf(of(change("a", "#000000"), change("b", "#111111")))[0]).toBe("2 bots (a, b): ui.seamColor, none");
  });

  it("shows what is added and taken away, shortens what is long, and says what is not known yet", () => {
    const plans = of(config("a", { messages: { responsePrefix: "x".repeat(90) } }, { logging: { level: "04da6b54" } }, { class: "none", none: ["logging.level", "messages.responsePrefix"], unknown: ["logging.level"] }));
    expect(textOf(plans).slice(0, 2)).toEqual(["bot a: logging.level (absent) -> (known at up), none", `bot a: messages.responsePrefix "${"x".repeat(59)}... -> (absent), none`]);
  });

  it("shows what is added to a long list, and tells lists apart that begin alike", () => {
    const ids = Array.from({ length: 40 }, (_, at) => `U${String(at).padStart(9, "0")}`);
    const adds = (bot: string, id: string): PreviewedResource => config(bot, { channels: { slack: { allowFrom: ids } } }, { channels: { slack: { allowFrom: [...ids, id] } } }, { class: "hot", hot: ["channels.slack.allowFrom"] });
    expect(textOf(of(adds("a", "UNEW"), adds("b", "UNEW")))[0]).toBe('2 bots (a, b): channels.slack.allowFrom + "UNEW", hot');
    expect(textOf(of(adds("a", "UNEW"), adds("b", "UOTHER")))[0]).toBe("2 bots (a, b): channels.slack.allowFrom, hot");
  });

  it("counts what is created, deleted, started, restarted", () => {
    const plans = of(
      { ...config("new", {}, {}, { class: "create" }, "create"), olds: {} },
      { ...config("old", {}, {}, {}, "delete"), news: {} },
      { ...host("old", {}, "delete"), news: {} },
      same("stopped"),
      host("stopped", { class: "start" }),
      same("rotated"),
      host("rotated", { class: "restart", changes: ["env.API_KEY", "heapMb"] }),
      config("ported", { gateway: {} }, { gateway: { tls: { enabled: true } } }, { class: "restart", restart: ["gateway.tls.enabled"], undoWrites: 1 }),
    );
    expect(plans.map(({ bot, action, class: kind }) => [bot, action, kind])).toEqual([
      ["new", "create", "create"],
      ["old", "delete", "delete"],
      ["ported", "update", "restart"],
      ["rotated", "update", "restart"],
      ["stopped", "update", "start"],
    ]);
    expect(textOf(plans)).toEqual([
      "bot new: created",
      "bot old: deleted",
      "bot stopped: started",
      "bot ported: gateway.tls.enabled (absent) -> true, restart",
      "bot rotated: env.API_KEY, restart",
      "bot rotated: heapMb, restart",
      "1 created, 1 deleted, 1 starts, 2 bots restart, 0 hot, 0 unchanged",
    ]);
  });

  it("says of a bot without a new change that the update goes on with what is not proven", () => {
    const plans = of(config("a", {}, {}, { class: "unchanged" }, "update"), same("b"));
    const words = "no new change; the update goes on with what is not proven yet (a change that did not reach it, a new address or token)";
    expect(textOf(plans)).toEqual([`bot a: ${words}`, "0 bots restart, 0 hot, 1 unchanged, 1 to go on with"]);
    expect(asMarkdown("dev", summarize(plans))).toContain(`- ${words}: a`);
  });

  it("knows bots of one name in two fleets, and both sides of a fleet that gets another name", () => {
    const change = config("a", {}, { ui: { seamColor: "#ffffff" } }, { class: "none", none: ["ui.seamColor"] });
    expect(of(change, elsewhere(same("a"))).map(({ bot, class: kind }) => [bot, kind])).toEqual([["a", "none"], ["a", "unchanged"]]);
    const comes = { ...config("a", {}, {}, { class: "create" }, "create"), olds: {} };
    const goes = elsewhere({ ...config("a", {}, {}, {}, "delete"), news: {} });
    expect(textOf(of(comes, goes))).toEqual(["bot a: created", "bot a: deleted", "1 created, 1 deleted, 0 bots restart, 0 hot, 0 unchanged"]);
  });

  it("reads the three events of a replacement as one bot", () => {
    const replaced = ["create-replacement", "replace", "delete-replaced"].map((op) => ({ ...same("a"), op, ...(op === "delete-replaced" && { news: {} }) }));
    expect(of(...replaced).map(({ action }) => action)).toEqual(["create"]);
  });

  it("says of a bot that moves between targets that its process ends", () => {
    expect(textOf(of(same("a"), { ...host("a", {}, "delete"), news: {} }))).toEqual(["bot a: target, restart", "1 bot restarts, 0 hot, 0 unchanged"]);
  });

  it("believes a bot that says it restarts more than the table, and says so", () => {
    const [plan] = of(config("a", {}, { ui: { seamColor: "#ffffff" } }, { class: "none", none: ["ui.seamColor"] }));
    const asked = { ...(plan as BotPlan), leaves: (plan as BotPlan).leaves.map((leaf) => ({ ...leaf, live: "restart" as const })) };
    expect(textOf([asked])).toEqual(['bot a: ui.seamColor (absent) -> "#ffffff", none (the bot says restart)', "1 bot restarts, 0 hot, 0 unchanged"]);
  });

  it("names what is unreachable, and what the way back takes", () => {
    const [plan] = of(config("a", { tools: { deny: ["x"] } }, { tools: { deny: [] } }, { class: "hot", hot: ["tools.deny"], undoWrites: 3, irreversible: ["tools.deny"] }));
    expect(textOf([{ ...(plan as BotPlan), unreachable: "nobody answers" }])).toEqual([
      'bot a: tools.deny ["x"] -> [], hot',
      "bot a: the way back takes 3 writes, because a gateway refuses to halve its config in one",
      "bot a: tools.deny cannot be taken back: only the bot knows the old value",
      "0 bots restart, 1 hot, 0 unchanged, 1 unreachable (a)",
    ]);
  });

  it("never shows a secret, be it in clear", () => {
    const secret = "xoxb-1234567890-MARKER";
    const plans = of(config("a", { channels: { slack: { botToken: secret } } }, { channels: { slack: { botToken: `${secret}2` } }, hooks: { token: secret } }, { class: "hot", hot: ["channels.slack.botToken", "hooks.token"], secrets: ["channels.slack.botToken"] }));
    expect(JSON.stringify(plans)).not.toContain("MARKER");
    expect(textOf(plans)[0]).toBe("bot a: channels.slack.botToken [secret] -> [secret], hot");
  });

  it("is a table for a pull request, whatever the values hold", () => {
    const plans = of(config("a", {}, { messages: { responsePrefix: "a|b" } }, { class: "none", none: ["messages.responsePrefix"] }));
    expect(asMarkdown("prod", summarize(plans)).split("\n")).toEqual([
      "### Molthub plan for `prod`",
      "",
      "**0 bots restart, 1 hot, 0 unchanged**",
      "",
      "| bots | path | change | takes effect |",
      "| --- | --- | --- | --- |",
      '| bot a | `messages.responsePrefix` | `(absent) -> "a\\|b"` | none |',
    ]);
  });

  it("tells once what is true of many on the way back", () => {
    const shrinks = (bot: string): PreviewedResource => config(bot, {}, { ui: { seamColor: "#ffffff" } }, { class: "none", none: ["ui.seamColor"], undoWrites: 2 });
    expect(textOf(of(shrinks("a"), shrinks("b")))[1]).toBe("2 bots (a, b): the way back takes 2 writes, because a gateway refuses to halve its config in one");
  });

  it("gives a program no value that is not known yet", () => {
    const [plan] = of(config("a", {}, { logging: { level: "04da6b54" } }, { class: "none", none: ["logging.level"], unknown: ["logging.level"] }));
    expect(plan?.leaves).toEqual([{ path: "logging.level", class: "none", secret: false, unknown: true }]);
  });

  it("keeps what a value holds from becoming markup", () => {
    const plans = of(config("a", {}, { messages: { responsePrefix: "a `b` <img src=x> @all" } }, { class: "none", none: ["messages.responsePrefix"] }));
    expect(asMarkdown("prod", summarize(plans))).toContain('| `` (absent) -> "a `b` <img src=x> @all" `` |');
  });
});
