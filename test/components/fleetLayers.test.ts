import * as pulumi from "@pulumi/pulumi";
import { expect, describe, it } from "vitest";
import { MoltbotFleet, type ConfigFragment, type MoltbotFleetArgs } from "../../components";
import { slack } from "../hosts/local/slackPlugin";
import { failedProgram, runComponent } from "./runComponent";

const support = (args: Partial<MoltbotFleetArgs>): MoltbotFleet => new MoltbotFleet("support", { gateway: { version: "2026.9.6" }, bots: { alice: {}, bob: {} }, ...args });

const clawdbot = { gateway: { package: "clawdbot", version: "2026.1.24-3" }, target: { external: { address: "ws://127.0.0.1:1", token: "t" } } };

/** The document of every bot, by name. */
async function documentsOf(args: Partial<MoltbotFleetArgs>): Promise<Record<string, ConfigFragment>> {
  const { byType, named } = await runComponent(() => support(args));
  return Object.fromEntries(byType("GatewayConfig").map((name) => [named(name).inputs["bot"], named(name).inputs["document"] as ConfigFragment]));
}

describe("the layers of a fleet", () => {
  it("lie over one another: template, profiles, overlays, the bot's own overlay", async () => {
    const documents = await documentsOf({
      bots: { alice: { overlay: { messages: { ackReaction: "bot" } } }, bob: {} },
      overlays: [{ messages: { ackReaction: "overlay 1", responsePrefix: "overlay 1" } }, { config: { messages: { responsePrefix: "overlay 2" } } }],
      profiles: [{ messages: { ackReaction: "profile", responsePrefix: "profile", ackReactionScope: "all" }, logging: { level: "warn" } }],
      template: { messages: { ackReaction: "template", ackReactionScope: "off" }, logging: { level: "debug", consoleStyle: "json" } },
    });
    const shared = { messages: { ackReaction: "overlay 1", responsePrefix: "overlay 2", ackReactionScope: "all" }, logging: { level: "warn", consoleStyle: "json" } };
    expect(documents["bob"]).toMatchObject(shared);
    expect(documents["alice"]).toMatchObject({ ...shared, messages: { ...shared.messages, ackReaction: "bot" } });
  });

  it("may be several of one bot, later ones over earlier ones", async () => {
    const documents = await documentsOf({ bots: { alice: { overlay: [{ messages: { ackReaction: "one", responsePrefix: "one" } }, { messages: { responsePrefix: "two" } }] } } });
    expect(documents["alice"]).toMatchObject({ messages: { ackReaction: "one", responsePrefix: "two" } });
  });

  it("reach the bots whose labels they select", async () => {
    const documents = await documentsOf({
      bots: { alice: { labels: { region: "eu", canary: "true" } }, bob: { labels: { region: "eu" } }, carol: { labels: { region: "us" } }, dave: {} },
      template: { logging: { level: "info" } },
      profiles: [{ config: { logging: { level: "warn" } }, selector: { matchLabels: { region: "eu" } } }],
      overlays: [{ config: { logging: { level: "trace" } }, selector: { matchLabels: { region: "eu", canary: "true" } } }],
    });
    expect(Object.entries(documents).map(([bot, { logging }]) => [bot, (logging as { level: string }).level])).toEqual([["alice", "trace"], ["bob", "warn"], ["carol", "info"], ["dave", "info"]]);
  });

  it("let one fleet span product lines whose keys differ, by version", async () => {
    const documents = await documentsOf({
      bots: { alice: {}, carol: clawdbot },
      profiles: [
        { config: { agents: { entries: { main: { name: "Main" } } } }, selector: { version: ">=2026.3" } },
        { config: { agents: { list: [{ id: "main", name: "Main" }] } }, selector: { version: "<2026.3" } },
      ],
    });
    expect(documents["alice"]).toHaveProperty("agents.entries.main.name", "Main");
    expect(documents["alice"]).not.toHaveProperty("agents.list");
    // With what a Clawdbot writes down by itself.
    const defaults = { maxConcurrent: 4, subagents: { maxConcurrent: 8 } };
    expect(documents["carol"]).toEqual({ agents: { defaults, list: [{ id: "main", name: "Main" }] }, commands: { native: "auto", nativeSkills: "auto" } });
  });

  it("add to one another's arrays, each item once, and merge the items that have an id", async () => {
    const documents = await documentsOf({
      plugins: { slack },
      template: { channels: { slack: { allowFrom: ["U1"] } }, models: { providers: { "my.proxy": { baseUrl: "https://proxy.example", models: [{ id: "small", name: "Small" }] } } } },
      profiles: [{ append: { "channels.slack.allowFrom": ["U2", "U1"] } }],
      overlays: [{ append: { 'models.providers["my.proxy"].models': [{ id: "small", reasoning: true }, { id: "large", name: "Large" }] } }],
      bots: { alice: { overlay: { append: { "channels.slack.allowFrom": ["U3"] } } }, bob: {} },
    });
    expect(documents["alice"]).toHaveProperty("channels.slack.allowFrom", ["U1", "U2", "U3"]);
    expect(documents["bob"]).toHaveProperty("channels.slack.allowFrom", ["U1", "U2"]);
    expect(documents["bob"]).toHaveProperty(["models", "providers", "my.proxy", "models"], [{ id: "small", name: "Small", reasoning: true }, { id: "large", name: "Large" }]);
  });

  it.each<[string, Partial<MoltbotFleetArgs>, string]>([
    [
      "the bot's own overlay changes",
      { bots: { alice: {}, bob: { overlay: { tools: { profile: "coding" } } } } },
      "bot bob: overlay: tools.profile is locked by template: take it out of this layer, or take tools.profile out of `locked` there.",
    ],
    ["a fleet overlay deletes", { overlays: [{}, { tools: null }] }, "bot alice: overlays[1]: tools.profile is locked by template: take it out of this layer, or take tools.profile out of `locked` there."],
    [
      "a profile extends",
      { profiles: [{ locked: ["tools.*"] }, { append: { "tools.deny": ["cron"] } }] },
      "bot alice: profiles[1]: tools.deny is locked by profiles[0]: take it out of this layer, or take tools.* out of `locked` there.",
    ],
  ])("keep what is locked: a path that %s is an error with the bot and both layers", async (_what, args, message) => {
    const { error, resources } = await failedProgram(() => support({ template: { config: { tools: { profile: "minimal", deny: ["exec"] } }, locked: ["tools.profile"] }, ...args }));
    expect(error).toSatisfy(pulumi.RunError.isInstance);
    expect((error as Error).message).toBe(message);
    expect(resources).toEqual([]);
  });

  it("of a bot that is not selected lock nothing for it", async () => {
    const documents = await documentsOf({
      bots: { alice: { labels: { region: "eu" } }, bob: { overlay: { tools: { profile: "coding" } } } },
      profiles: [{ locked: ["tools.profile"], config: { tools: { profile: "minimal" } }, selector: { matchLabels: { region: "eu" } } }],
    });
    expect([documents["alice"], documents["bob"]]).toMatchObject([{ tools: { profile: "minimal" } }, { tools: { profile: "coding" } }]);
  });

  it("that select in a way nobody understands are refused: they must not select by accident", async () => {
    const { error, resources } = await failedProgram(() => support({ profiles: [{ config: {}, selector: { labels: { region: "eu" } } as unknown as Record<string, never> }] }));
    expect((error as Error).message).toBe('bot alice: profiles[0]: selector: "labels" is not a part of a selector. Use `matchLabels` and `version`.');
    expect(resources).toEqual([]);
  });
});
