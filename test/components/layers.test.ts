import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MoltbotInstance, type LayerInput, type MoltbotInstanceArgs } from "../../components";
import { toLayer } from "../../components/layers";
import { failedProgram, runComponent } from "./runComponent";

const alice = (args: Partial<MoltbotInstanceArgs>): MoltbotInstance => new MoltbotInstance("alice", { gateway: { version: "2026.9.6" }, ...args });

const configOf = async (args: Partial<MoltbotInstanceArgs>): Promise<Readonly<Record<string, unknown>>> => (await runComponent(() => alice(args))).named("alice-config").inputs;

describe("layers", () => {
  it("lie over one another: template, profiles in order, overlay, managed keys", async () => {
    const config = await configOf({
      template: { messages: { responsePrefix: "template", ackReaction: "template" }, agents: { defaults: { timeoutSeconds: 60 } }, tools: { deny: ["exec", "cron"], profile: "minimal" } },
      profiles: [{ messages: { ackReaction: "first" }, logging: { level: "warn" } }, { config: { tools: { deny: ["browser"] }, logging: { level: "debug" } } }],
      overlay: { ui: { seamColor: "#123456" }, agents: { defaults: { timeoutSeconds: null } } },
    });
    expect(config["document"]).toEqual({
      messages: { responsePrefix: "template", ackReaction: "first" },
      tools: { deny: ["browser"], profile: "minimal" },
      ui: { seamColor: "#123456" },
      gateway: { mode: "local", bind: "loopback", auth: { mode: "token" } },
      agents: { defaults: { workspace: "${OPENCLAW_STATE_DIR}/workspace" } },
      logging: { level: "debug", file: "${OPENCLAW_STATE_DIR}/gateway.log" },
    });
    expect(config["secretPaths"]).toEqual([]);
  });

  it("are for the bots that they select, append to what is below, and lock what is above", async () => {
    const args: Partial<MoltbotInstanceArgs> = {
      labels: { region: "eu" },
      template: { config: { tools: { deny: ["exec"], profile: "minimal" } }, locked: ["tools.profile"] },
      profiles: [
        { config: { logging: { level: "debug" } }, selector: { matchLabels: { region: "eu" }, version: ">=2026.9" } },
        { config: { logging: { level: "trace" } }, selector: { matchLabels: { region: "us" } } },
        { append: { "tools.deny": ["browser", "exec"] } },
      ],
    };
    expect((await configOf(args))["document"]).toMatchObject({ tools: { deny: ["exec", "browser"], profile: "minimal" }, logging: { level: "debug" } });
    const { error, resources } = await failedProgram(() => alice({ ...args, overlay: { tools: { profile: "coding" } } }));
    expect(error).toSatisfy(pulumi.RunError.isInstance);
    expect((error as Error).message).toBe("bot alice: overlay: tools.profile is locked by template: take it out of this layer, or take tools.profile out of `locked` there.");
    expect(resources).toEqual([]);
  });
});

describe("toLayer", () => {
  const layer = (input: unknown): unknown => toLayer("overlay", input as LayerInput);

  it.each<[string, unknown, unknown]>([
    ["a document", { tools: { profile: "minimal" } }, { config: { tools: { profile: "minimal" } } }],
    ["an empty document", {}, { config: {} }],
    ["a document in the long form", { config: { a: 1 } }, { config: { a: 1 } }],
    ["additions alone", { append: { "tools.deny": ["exec"] } }, { config: {}, append: { "tools.deny": ["exec"] } }],
    ["locks alone", { locked: ["tools"] }, { config: {}, locked: ["tools"] }],
    ["a selector alone", { selector: {} }, { config: {}, selector: {} }],
    ["all of it", { config: { a: 1 }, selector: { version: "2026.9" }, append: { b: [1] }, locked: ["a"] }, { config: { a: 1 }, selector: { version: "2026.9" }, append: { b: [1] }, locked: ["a"] }],
    ["what a program leaves out", { config: { a: 1 }, file: undefined, selector: undefined, append: undefined, locked: undefined }, { config: { a: 1 } }],
  ])("takes %s", (_what, input, expected) => {
    expect(layer(input)).toStrictEqual({ name: "overlay", ...(expected as object) });
  });

  it.each<[string, unknown, string]>([
    ["a file and a document", { file: "overlay.json5", config: { a: 1 } }, "both `file` and `config` are set. Give one of them, or two layers."],
    ["a key it does not know", { file: "overlay.json5", selecter: {} }, '"selecter" is not a part of a layer. Use `name`, `file`, `config`, `selector`, `append`, `locked`; keys of the Gateway\'s document belong in `config`.'],
    ["a document beside an addition", { tools: {}, append: {} }, '"tools" is not a part of a layer. Use `name`, `file`, `config`, `selector`, `append`, `locked`; keys of the Gateway\'s document belong in `config`.'],
    ["a file that is no path", { file: 7 }, '`file` must be the path of a file, as in "layers/eu.json5".'],
    ["a file that got lost", { file: undefined }, "`file` is undefined. Give it a value, or leave the key out."],
    ["a document that got lost", { config: undefined, locked: ["a"] }, "`config` is undefined. Give it a value, or leave the key out."],
  ])("refuses %s", (_what, input, message) => {
    expect(() => layer(input)).toThrow(expect.objectContaining({ code: "invalid-layer", message: `overlay: ${message}` }));
  });
});

describe("layer files", () => {
  const before = process.cwd();
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "molthub-program-"));
    writeFileSync(join(folder, "template.json5"), "{ tools: { profile: 'minimal' }, messages: { ackReaction: 'json5' }, /* a comment */ }");
    writeFileSync(join(folder, "profile.yaml"), "messages:\n  ackReaction: yaml\n");
    process.chdir(folder);
  });

  afterEach(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });

  it("are read from the program's folder, by name or in the long form", async () => {
    const config = await configOf({ template: "template.json5", profiles: [{ file: "profile.yaml", append: { "tools.deny": ["exec"] } }] });
    expect(config["document"]).toMatchObject({ tools: { profile: "minimal", deny: ["exec"] }, messages: { ackReaction: "yaml" } });
  });

  it("that is missing is named with the layer it was for, before anything is registered", async () => {
    const { error, resources } = await failedProgram(() => alice({ template: "template.json5", profiles: ["missing.yaml"] }));
    expect(error).toSatisfy(pulumi.RunError.isInstance);
    expect((error as Error).message).toContain(
      `profiles[0] (missing.yaml): cannot read ${join(process.cwd(), "missing.yaml")}: ENOENT: no such file or directory, open '${join(process.cwd(), "missing.yaml")}'. Paths are relative to ${process.cwd()}.`,
    );
    expect(resources).toEqual([]);
  });
});

describe("an Output in a layer", () => {
  it("stays a leaf with readable siblings, and its pointer tells that it is secret", async () => {
    const config = await configOf({
      overlay: { models: { providers: { "my/proxy": { region: pulumi.secret("S"), baseUrl: pulumi.output("https://proxy.example"), models: [] } } } },
    });
    expect(config["document"]).toMatchObject({ models: { providers: { "my/proxy": { region: { secret: "S" }, baseUrl: "https://proxy.example", models: [] } } } });
    expect(config["secretPaths"]).toEqual(["/models/providers/my~1proxy/region"]);
  });

  it("is lifted into the bot's secret store where its Gateway keeps a secret: the document has a reference, and the value goes beside it", async () => {
    const config = await configOf({ overlay: { channels: { telegram: { botToken: pulumi.secret("LIFTED-MARKER") } } } });
    const id = "CHANNELS_TELEGRAM_BOT_TOKEN";
    expect(config["document"]).toMatchObject({ channels: { telegram: { botToken: { source: "store", provider: "default", id } } } });
    expect(config["secrets"]).toEqual({ [id]: { from: "value" } });
    expect(config["secretValues"]).toEqual({ secret: { [id]: "LIFTED-MARKER" } });
    expect(config["secretPaths"]).toEqual(["/channels/telegram/botToken/id"]);
  });

  it("leaves nothing behind where a later layer replaces it", async () => {
    const config = await configOf({ template: { messages: { ackReaction: pulumi.secret("S"), responsePrefix: pulumi.secret("S") } }, overlay: { messages: { ackReaction: "plain", responsePrefix: null } } });
    expect(config["document"]).toMatchObject({ messages: { ackReaction: "plain" } });
    expect(config["secretPaths"]).toEqual([]);
  });

  it("may be a number, a flag or a list", async () => {
    const config = await configOf({ overlay: { agents: { defaults: { timeoutSeconds: pulumi.output(1) } }, gateway: { controlUi: { enabled: pulumi.output(false) } }, tools: { deny: pulumi.output(["x"]) } } });
    expect(config["document"]).toMatchObject({ agents: { defaults: { timeoutSeconds: 1 } }, gateway: { controlUi: { enabled: false } }, tools: { deny: ["x"] } });
  });

  it.each([
    ["an object", { x: 1 }, "an object"],
    ["null", null, "nothing"],
    ["undefined", undefined, "nothing"],
  ])("that turns out to be %s is an error with bot and path, shown without a stack", async (_what, value, told) => {
    const { error, resources } = await failedProgram(() => alice({ overlay: { messages: { ackReaction: pulumi.output(value) } } }));
    expect((error as Error).message).toContain(`bot alice: messages.ackReaction: an Output turned out to be ${told}; an Output may stand for a single value only`);
    expect(error).toSatisfy(pulumi.RunError.isInstance);
    expect(resources.map(({ name }) => name)).not.toContain("alice-config");
  });
});
