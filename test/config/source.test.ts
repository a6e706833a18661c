import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLayer, render } from "../../sdk/config";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "molthub-layers-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function layer(file: string, text: string): ReturnType<typeof readLayer> {
  writeFileSync(join(folder, file), text);
  return readLayer("bot alice: template", file, folder);
}

describe("readLayer", () => {
  it.each([
    ["a.json", '{ "a": { "b": [1] } }'],
    ["a.json5", "{ a: { b: [1,] } } // a comment"],
    ["a.yaml", "a:\n  b: [1]\n"],
    ["a.yml", "a: { b: [1] }"],
  ])("reads %s", (file, text) => {
    expect(layer(file, text)).toEqual({ name: `bot alice: template (${file})`, config: { a: { b: [1] } } });
  });

  it("takes an absolute path, too", () => {
    layer("abs.json", "{}");
    expect(readLayer("x", join(folder, "abs.json"), "/").config).toEqual({});
  });

  it("says which file it looked for, and from where", () => {
    const path = join(folder, "none.json5");
    const message = `bot alice: template (none.json5): cannot read ${path}: ENOENT: no such file or directory, open '${path}'. Paths are relative to ${folder}.`;
    expect(() => readLayer("bot alice: template", "none.json5", folder)).toThrow(expect.objectContaining({ code: "unreadable-layer", message }));
  });

  it.each([
    ["bad.json5", "{ a: }", /^bot alice: template \(bad\.json5\): JSON5: invalid character '\}' at 1:6$/],
    ["bad.yaml", "a: [1", /^bot alice: template \(bad\.yaml\): .+ at line 1, column \d+/],
    ["twice.yaml", "a: 1\na: 2", /YAML error at line 2, column 1 \(DUPLICATE_KEY\)/],
    ["bad.toml", "a = 1", /^bot alice: template \(bad\.toml\): unknown file type "\.toml"; use \.json, \.json5, \.yaml or \.yml$/],
    ["secret.yaml", 'models:\n  apiKey: sk-planted-in-yaml: [', /^bot alice: template \(secret\.yaml\): YAML error at line 2, column \d+ \([A-Z_]+\)$/],
  ])("says where %s is wrong", (file, text, message) => {
    expect(() => layer(file, text)).toThrow(expect.objectContaining({ code: "unreadable-layer", message: expect.stringMatching(message) as string }));
  });

  it.each([
    ["empty.yaml", "", "not null"],
    ["list.yaml", "- a", "not an array"],
    ["proto.json5", '{ a: { "__proto__": { polluted: 1 } } }', 'the key "__proto__" is not allowed'],
    ["proto.yaml", "a: { __proto__: { polluted: 1 } }", 'the key "__proto__" is not allowed'],
    ["constructor.yaml", "a: [{ constructor: { prototype: { polluted: 1 } } }]", 'the key "constructor" is not allowed'],
    ["infinite.yaml", "a: .inf", "Infinity is not a configuration value"],
  ])("what %s holds is refused by the rendering, which names the file", (file, text, message) => {
    const read = layer(file, text);
    expect(() => render([read])).toThrow(message);
    expect(() => render([read])).toThrow(`bot alice: template (${file})`);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
