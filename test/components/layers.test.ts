import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MoltbotInstance, type MoltbotInstanceArgs } from "../../components";
import { failedProgram, runComponent } from "./runComponent";

const alice = (args: Partial<MoltbotInstanceArgs>): MoltbotInstance => new MoltbotInstance("alice", { gateway: { version: "2026.9.6" }, ...args });

const configOf = async (args: Partial<MoltbotInstanceArgs>): Promise<Readonly<Record<string, unknown>>> => (await runComponent(() => alice(args))).named("alice-config").inputs;

describe("layers", () => {
  it("lie over one another: template, profiles in order, overlay, managed keys", async () => {
    const config = await configOf({
      template: { a: "template", b: "template", c: "template", list: [1, 2], gone: true },
      profiles: [{ b: "first", c: "first" }, { config: { c: "second", list: [3] } }],
      overlay: { d: "overlay", gone: null },
    });
    expect(config["document"]).toEqual({
      a: "template",
      b: "first",
      c: "second",
      d: "overlay",
      list: [3],
      gateway: { mode: "local", bind: "loopback", auth: { mode: "token" } },
      agents: { defaults: { workspace: "${OPENCLAW_STATE_DIR}/workspace" } },
      logging: { file: "${OPENCLAW_STATE_DIR}/gateway.log" },
    });
    expect(config["secretPaths"]).toEqual([]);
  });
});

describe("layer files", () => {
  const before = process.cwd();
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "molthub-program-"));
    writeFileSync(join(folder, "template.json5"), "{ a: 1, b: { c: 'json5' }, /* a comment */ }");
    writeFileSync(join(folder, "profile.yaml"), "b:\n  c: yaml\nd: [1]\n");
    process.chdir(folder);
  });

  afterEach(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });

  it("are read from the program's folder, by name or in the long form", async () => {
    const config = await configOf({ template: "template.json5", profiles: [{ file: "profile.yaml" }] });
    expect(config["document"]).toMatchObject({ a: 1, b: { c: "yaml" }, d: [1] });
  });

  it("that is missing is named with the layer it was for, before anything is registered", async () => {
    const { error, resources } = await failedProgram(() => alice({ template: "template.json5", profiles: ["missing.yaml"] }));
    expect(error).toSatisfy(pulumi.RunError.isInstance);
    expect((error as Error).message).toBe(
      `bot alice: profiles[0] (missing.yaml): cannot read ${join(process.cwd(), "missing.yaml")}: ENOENT: no such file or directory, open '${join(process.cwd(), "missing.yaml")}'. Paths are relative to ${process.cwd()}.`,
    );
    expect(resources).toEqual([]);
  });
});

it("a layer that is both a file and a document is refused, not cut in half", async () => {
  const { error, resources } = await failedProgram(() => alice({ overlay: { file: "overlay.json5", config: { a: 1 } } }));
  expect((error as Error).message).toBe("bot alice: overlay: both `file` and `config` are set. Give one of them, or two layers.");
  expect(resources).toEqual([]);
});

describe("an Output in a layer", () => {
  it("stays a leaf with readable siblings, and its pointer tells that it is secret", async () => {
    const config = await configOf({
      overlay: { channels: { "my/telegram": { botToken: pulumi.secret("S"), mode: pulumi.output("polling"), dmPolicy: "pairing" } } },
    });
    expect(config["document"]).toMatchObject({ channels: { "my/telegram": { botToken: { secret: "S" }, mode: "polling", dmPolicy: "pairing" } } });
    expect(config["secretPaths"]).toEqual(["/channels/my~1telegram/botToken"]);
  });

  it("leaves nothing behind where a later layer replaces it", async () => {
    const config = await configOf({ template: { a: pulumi.secret("S"), b: pulumi.secret("S") }, overlay: { a: "plain", b: null } });
    expect(config["document"]).toMatchObject({ a: "plain" });
    expect(config["secretPaths"]).toEqual([]);
  });

  it("may be a number, a flag or a list", async () => {
    const config = await configOf({ overlay: { n: pulumi.output(1), f: pulumi.output(false), l: pulumi.output(["x"]) } });
    expect(config["document"]).toMatchObject({ n: 1, f: false, l: ["x"] });
  });

  it.each([
    ["an object", { x: 1 }, "an object"],
    ["null", null, "nothing"],
    ["undefined", undefined, "nothing"],
  ])("that turns out to be %s is an error with bot and path, shown without a stack", async (_what, value, told) => {
    const { error, resources } = await failedProgram(() => alice({ overlay: { a: { b: pulumi.output(value) } } }));
    expect((error as Error).message).toContain(`bot alice: a.b: an Output turned out to be ${told}; an Output may stand for a single value only`);
    expect(error).toSatisfy(pulumi.RunError.isInstance);
    expect(resources.map(({ name }) => name)).not.toContain("alice-config");
  });
});
