import { describe, expect, it } from "vitest";
import { MoltbotFleet, MoltbotInstance, type MoltbotFleetArgs, type MoltbotInstanceArgs } from "../../components";
import { slack } from "../hosts/local/slackPlugin";
import { failedProgram, runComponent } from "./runComponent";

const gateway = { version: "2026.9.6" };
const external = { target: { external: { address: "ws://10.0.0.7:18789", token: "t" } } };
const chat = { package: "@acme/chat", version: "1.2.3", integrity: slack.integrity };
const slackPin = { package: "@openclaw/slack", ...slack };

const alice = (args: Partial<MoltbotInstanceArgs>): MoltbotInstance => new MoltbotInstance("alice", { gateway, ...args });
const fleet = (args: Partial<MoltbotFleetArgs>): MoltbotFleet => new MoltbotFleet("f", { gateway, bots: { alice: {}, bob: {} }, ...args });

describe("the plugins of a bot", () => {
  it("are its host's to install, and are enabled in its document, traced to them", async () => {
    const { named } = await runComponent(() => alice({ plugins: { slack }, overlay: { channels: { slack: {} } } }));
    expect(named("alice-gateway").inputs["plugins"]).toEqual({ slack: slackPin });
    expect(named("alice-config").inputs["document"]).toMatchObject({ plugins: { entries: { slack: { enabled: true } } } });
    expect(named("alice").inputs["plugins"]).toEqual([{ id: "slack", ...slackPin }]);
  });

  it("are what layers make of them in the document", async () => {
    const { named } = await runComponent(() => alice({ plugins: { chat }, template: { plugins: { entries: { chat: { enabled: false, config: { quiet: true } } } } } }));
    expect(named("alice-config").inputs["document"]).toMatchObject({ plugins: { entries: { chat: { enabled: false, config: { quiet: true } } } } });
  });

  it("are those of the fleet, and the bot's own over them", async () => {
    const newer = { ...chat, version: "1.3.0" };
    const { named } = await runComponent(() => fleet({ plugins: { slack, chat }, bots: { alice: { plugins: { chat: newer } }, bob: { plugins: undefined as never } } }));
    expect(named("f-alice-gateway").inputs["plugins"]).toEqual({ slack: slackPin, chat: newer });
    expect(named("f-bob-gateway").inputs["plugins"]).toEqual({ slack: slackPin, chat });
  });

  it("are no input where there are none: the state of an earlier Molthub is the same", async () => {
    const { named } = await runComponent(() => alice({}));
    expect(named("alice-gateway").inputs).not.toHaveProperty("plugins");
    expect(named("alice-config").inputs["document"]).not.toHaveProperty("plugins");
  });
});

describe("a channel whose plugin is missing", () => {
  it("is refused before anything is registered, once for all bots, with its layer and what to add", async () => {
    const { error, resources } = await failedProgram(() => fleet({ template: { channels: { discord: {}, telegram: {} } }, plugins: { slack } }));
    expect((error as Error).message).toBe(
      '2 bots: alice, bob: template: channels.discord needs a plugin that openclaw 2026.9.6 does not bring. Add `plugins: { "discord": { version: "2026.9.6", integrity: "sha512-…" } }` with what this prints: npm view @openclaw/discord@2026.9.6 dist.integrity. Without the plugin the channel would be missing, and the bot would look well.',
    );
    expect(resources).toEqual([]);
  });

  it("is refused for a bot that something else runs only where it is said what that bot has", async () => {
    const overlay = { channels: { slack: {} } };
    const { named } = await runComponent(() => alice({ ...external, overlay }));
    expect(named("alice-config").inputs["document"]).toEqual(overlay);
    const { error } = await failedProgram(() => alice({ ...external, overlay, plugins: { chat: { ...chat, package: "@openclaw/chat" }, discord: slack } }));
    expect((error as Error).message).toMatch(/^bot alice: overlay: channels\.slack needs a plugin/);
    const stated = await runComponent(() => alice({ ...external, overlay, plugins: { slack } }));
    expect(stated.named("alice-config").inputs["document"]).toEqual(overlay);
    expect(stated.named("alice").inputs["plugins"]).toEqual([{ id: "slack", ...slackPin }]);
  });

  it("has nothing to do with the plugins of a fleet, for a bot that something else runs", async () => {
    const { named } = await runComponent(() => fleet({ plugins: { slack }, bots: { alice: {}, carol: { ...external, gateway: { package: "clawdbot", version: "2026.1.24-3" } } } }));
    expect(named("f-carol").inputs["plugins"]).toEqual([]);
  });
});
