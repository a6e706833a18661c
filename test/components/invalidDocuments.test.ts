import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { MoltbotFleet, MoltbotInstance, type MoltbotFleetArgs } from "../../components";
import { failedProgram, runComponent, type Registered } from "./runComponent";

const gateway = { version: "2026.9.6" };
const secret = "sk-planted-0123456789abcdef";

const support = (args: Partial<MoltbotFleetArgs>): MoltbotFleet => new MoltbotFleet("support", { gateway, bots: { alice: {}, bob: {} }, ...args });

/** What a user is told, line by line. */
async function told(program: () => unknown): Promise<{ lines: readonly string[]; resources: readonly Registered[] }> {
  const { error, resources } = await failedProgram(program);
  expect(error).toSatisfy(pulumi.RunError.isInstance);
  return { lines: (error as Error).message.split("\n"), resources };
}

describe("a document that its gateway would refuse", () => {
  it("is refused before anything is registered, with bot, layer, path and remedy for each problem", async () => {
    const { lines, resources } = await told(
      () =>
        new MoltbotInstance("alice", {
          gateway,
          template: { messages: { responsPrefix: "x" }, logging: { level: "loud" } },
          profiles: [{ tools: { deny: "exec" } }, { agents: { list: [] } }],
          overlay: { ui: { seamColor: "red" } },
        }),
    );
    expect(lines).toEqual([
      "bot alice: profiles[1]: agents.list is a key of clawdbot 2026.1.24-3; in openclaw 2026.9.6 it is agents.entries",
      'bot alice: template: logging.level must be "silent", "fatal", "error", "warn", "info", "debug" or "trace"',
      "bot alice: template: messages.responsPrefix is not a key of openclaw 2026.9.6; did you mean messages.responsePrefix?",
      "bot alice: profiles[0]: tools.deny must be an array; it is a string",
      "bot alice: overlay: ui.seamColor must match ^#?[0-9a-fA-F]{6}$",
    ]);
    expect(resources).toEqual([]);
  });

  it("names the file that the layer is", async () => {
    const template = join(__dirname, "fixtures/misspelt.yaml");
    const { lines } = await told(() => new MoltbotInstance("alice", { gateway, template }));
    expect(lines).toEqual([`bot alice: template (${template}): messages.responsPrefix is not a key of openclaw 2026.9.6; did you mean messages.responsePrefix?`]);
  });

  it("of many bots is told once for each problem, with the bots that have it", async () => {
    const names = Array.from({ length: 12 }, (_, at) => `bot-${String(at)}`);
    const bots = Object.fromEntries(names.map((bot, at) => [bot, { port: 20_000 + at, overlay: at === 3 ? { logging: { level: "loud" } } : {}, labels: at < 2 ? { region: "eu" } : {} }]));
    const { lines, resources } = await told(() =>
      support({ bots, template: { messages: { responsPrefix: "x" } }, profiles: [{ config: { ui: { seamColor: 7 } }, selector: { matchLabels: { region: "eu" } } }] }),
    );
    expect(lines).toEqual([
      "12 bots: bot-0, bot-1, bot-2, bot-3, bot-4, ...: template: messages.responsPrefix is not a key of openclaw 2026.9.6; did you mean messages.responsePrefix?",
      "2 bots: bot-0, bot-1: profiles[0]: ui.seamColor must be a string; it is a number",
      'bot bot-3: overlay: logging.level must be "silent", "fatal", "error", "warn", "info", "debug" or "trace"',
    ]);
    expect(resources).toEqual([]);
  });

  it("of some bots keeps the good ones from being made, too", async () => {
    const { lines, resources } = await told(() => support({ bots: { alice: {}, bob: { overlay: { nokey: 1 } }, carol: {} } }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^bot bob: overlay: nokey is not a key of openclaw 2026\.9\.6; there are /);
    expect(resources).toEqual([]);
  });

  it("is judged by the bot's own release", async () => {
    const external = { external: { address: "ws://127.0.0.1:1", token: "t" } };
    const { lines } = await told(() => support({ template: { agents: { entries: { main: {} } } }, bots: { alice: {}, carol: { gateway: { package: "clawdbot", version: "2026.1.24-3" }, target: external } } }));
    expect(lines).toEqual(["bot carol: template: agents.entries is a key of openclaw 2026.9.6; in clawdbot 2026.1.24-3 it is agents.list"]);
  });

  it("never shows a value, wherever a secret was put by mistake", async () => {
    const { lines } = await told(() =>
      support({
        template: { messages: { responsPrefix: secret }, logging: { level: secret }, tools: { deny: secret }, ui: { seamColor: secret }, gateway: { auth: { rateLimit: secret } }, session: { reset: [secret] } },
        overlays: [{ models: { providers: { x: { baseUrl: [secret], models: [{ id: 1, name: secret, cost: secret }] } } }, channels: { telegram: { botToken: 1, dmPolicy: secret }, nochannel: { token: secret } } }],
      }),
    );
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.join("\n")).not.toContain(secret);
  });
});

describe("the value of an Output", () => {
  it("is not judged in the program: its preview may not know it", async () => {
    const { named } = await runComponent(() => support({ template: { logging: { level: pulumi.output("loud") }, ui: { seamColor: pulumi.secret("red") } } }));
    expect(named("support-alice-config").inputs["document"]).toMatchObject({ logging: { level: "loud" } });
  });

  it("hides no problem beside it", async () => {
    const { lines } = await told(() => support({ bots: { alice: { overlay: { logging: { level: pulumi.output("debug"), levle: pulumi.secret(secret) } } } } }));
    expect(lines).toEqual(["bot alice: overlay: logging.levle is not a key of openclaw 2026.9.6; did you mean logging.level?"]);
  });
});
