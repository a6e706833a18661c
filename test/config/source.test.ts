import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import YAML from "yaml";
import { readLayer, render } from "../../sdk/config";
import { documents } from "./documents";
import { renderedBot } from "./renderedBot";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "molthub-layers-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function layer(file: string, text: string): ReturnType<typeof readLayer> {
  writeFileSync(join(folder, file), text);
  return readLayer("bot alice: template", file, folder);
}

const rendered = (file: string, text: string): unknown => render([layer(file, text)], renderedBot({ managed: false }));

describe("readLayer", () => {
  it.each([
    ["a.json", '{ "a": { "b": [1] } }'],
    ["a.json5", "{ a: { b: [1,] } } // a comment"],
    ["a.yaml", "a:\n  b: [1]\n"],
    ["a.yml", "a: { b: [1] }"],
    ["bom.json5", "\ufeff{ a: { b: [1] } }"],
    ["bom.yaml", "\ufeffa:\n  b: [1]\n"],
  ])("reads %s", (file, text) => {
    expect(layer(file, text)).toEqual({ name: `bot alice: template (${file})`, config: { a: { b: [1] } } });
  });

  it("reads what is written as JSON, also as YAML", () => {
    fc.assert(fc.property(documents, fc.constantFrom("a.json5", "a.yaml"), (document, file) => { expect(layer(file, JSON.stringify(document)).config).toStrictEqual(document); }), { numRuns: 50 });
    fc.assert(fc.property(documents, (document) => { expect(layer("a.yaml", YAML.stringify(document)).config).toStrictEqual(document); }), { numRuns: 50 });
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
});

describe("YAML is read as what JSON can say", () => {
  it.each<[string, string, unknown]>([
    ["anchors", "a: &x { b: [1] }\nc: *x\nd: *x", { a: { b: [1] }, c: { b: [1] }, d: { b: [1] } }],
    ["merge keys", "base: &base { a: 1, b: 1 }\nbot:\n  <<: *base\n  b: 2", { base: { a: 1, b: 1 }, bot: { a: 1, b: 2 } }],
    ["merge keys of many", "a: &a { x: 1 }\nb: &b { x: 2, y: 2 }\nc: { <<: [*a, *b] }", { a: { x: 1 }, b: { x: 2, y: 2 }, c: { x: 1, y: 2 } }],
    ["a date, as text", "a: 2026-01-31\nb: 2026-01-31T12:00:00Z", { a: "2026-01-31", b: "2026-01-31T12:00:00Z" }],
    ["YAML 1.1, as 1.2", "%YAML 1.1\n---\na: 2026-01-31\nb: yes\nc: 0x10\nd: 1:30", { a: "2026-01-31", b: "yes", c: 16, d: "1:30" }],
    ["keys, as text", "1: a\ntrue: b\n~: c\n1.50: d", { "1": "a", true: "b", "~": "c", "1.50": "d" }],
    ["a tag of JSON's own types", "a: !!str 5\nb: !!int 5\nc: !!map {}", { a: "5", b: 5, c: {} }],
    ["<< as a value", "a: <<", { a: "<<" }],
  ])("%s", (_what, text, config) => {
    expect(layer("a.yaml", text).config).toStrictEqual(config);
  });
});

describe("a file that cannot be read as one document is named, with the place and in words", () => {
  const place = String.raw`YAML error at line \d+, column \d+`;

  it.each([
    ["bad.json5", "{ a: }", /^JSON5: invalid character '\}' at 1:6$/],
    ["bad.yaml", "a: [1", new RegExp(`^${place} \\([A-Z_]+\\)$`)],
    ["bad.toml", "a = 1", /^unknown file type "\.toml"; use \.json, \.json5, \.yaml or \.yml$/],
    ["empty.json5", " \n", /^the file holds nothing; write \{\} for a layer that sets nothing$/],
    ["empty.yaml", "", /^the file holds nothing; write \{\} for a layer that sets nothing$/],
    ["comment.yaml", "# nothing here\n", /^the file holds nothing;/],
    ["dashes.yaml", "---\n", /^the file holds nothing;/],
    ["null.json", "null", /^the file holds nothing;/],
    ["bom.yaml", "\ufeff", /^the file holds nothing;/],
    ["bom.json", "\ufeff", /^the file holds nothing;/],
    ["many.yaml", "a: 1\n---\nb: 2\n", /^YAML error at line 2, column 1 \(MULTIPLE_DOCS\): the file holds more than one document; give each a file and a layer of its own$/],
    ["twice.yaml", "a: 1\na: 2", /^YAML error at line 2, column 1 \(DUPLICATE_KEY\): the key is there twice$/],
    ["twice.yaml", 'a: { 1: x, "1": y }', /^YAML error at line 1, column 12 \(DUPLICATE_KEY\): the key is there twice$/],
    ["key.yaml", "? { a: 1 }\n: b", /^YAML error at line 1, column 3 \(NON_STRING_KEY\): a key must be a string$/],
    ["js.yaml", 'a: !!js/function "function () {}"', /^YAML error at line 1, column 4 \(TAG_RESOLVE_FAILED\): a tag \(!\) that means nothing here; take it out$/],
    ["date.yaml", "a: !!timestamp 2026-01-31", /\(TAG_RESOLVE_FAILED\)/],
    ["set.yaml", "%YAML 1.1\n---\na: !!set { x }", /\(TAG_RESOLVE_FAILED\)/],
    ["binary.yaml", "a: !!binary aGVsbG8=", /\(TAG_RESOLVE_FAILED\)/],
    ["version.yaml", "%YAML 3.0\n---\na: 1", new RegExp(`^${place} \\(BAD_DIRECTIVE\\)$`)],
    ["endless.yaml", "a: &x\n  b: [*x]", /^YAML error at line 2, column 7: an alias \(\*\) of what it stands in has no end$/],
    ["merge.yaml", "a: { <<: 1 }", /^YAML error: a merge key \(<<\) that is not of a map, or aliases \(\*\) that grow beyond measure$/],
    ["bomb.yaml", ["a: &a [x,x,x,x,x,x,x,x,x]", ..."bcdefghi".split("").map((name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[at] ?? ""}`).join(",")}]`)].join("\n"), /grow beyond measure$/],
  ])("%s: %j", (file, text, message) => {
    const prefix = `bot alice: template (${file}): `;
    expect(() => layer(file, text)).toThrow(expect.objectContaining({ code: "unreadable-layer", message: expect.stringMatching(message.source.replace("^", `^${prefix.replaceAll(/[().]/g, "\\$&")}`)) as string }));
  });
});

describe("what a file holds is refused by the rendering, which names file and path", () => {
  it.each([
    ["list.yaml", "- a", "a layer must be a configuration document (an object), not an array; an Output may stand at a leaf only"],
    ["text.json", '"a"', "a layer must be a configuration document (an object), not a string; an Output may stand at a leaf only"],
    ["proto.json5", '{ a: { "__proto__": { polluted: 1 } } }', 'a.__proto__: the key "__proto__" is not allowed'],
    ["proto.yaml", "a: { __proto__: { polluted: 1 } }", 'a.__proto__: the key "__proto__" is not allowed'],
    ["merged.yaml", "a: { <<: { __proto__: { polluted: 1 } } }", 'a.__proto__: the key "__proto__" is not allowed'],
    ["constructor.yaml", "a: [{ constructor: { prototype: { polluted: 1 } } }]", 'a["0"].constructor: the key "constructor" is not allowed'],
    ["infinite.yaml", "a: { b: .inf }", "a.b: Infinity is not a configuration value"],
    ["nan.yaml", "a: [1, -.inf, .nan]", 'a["1"]: -Infinity is not a configuration value'],
    ["nan.json5", "{ a: NaN }", "a: NaN is not a configuration value"],
    ["id.yaml", "allowFrom: [123456789012345678]", 'allowFrom["0"]: an integer of that size is not exact; put it in quotes'],
  ])("%s", (file, text, message) => {
    expect(() => rendered(file, text)).toThrow(expect.objectContaining({ code: "invalid-layer", message: `bot alice: template (${file}): ${message}` }));
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("no message quotes the file", () => {
  const secret = "planted-4711-secret";

  it.each([
    ["a.yaml", `models:\n  apiKey: ${secret}: [`],
    ["a.yaml", `${secret}: 1\n${secret}: 2`],
    ["a.yaml", `apiKey: *${secret}`],
    ["a.yaml", `apiKey: !${secret} x`],
    ["a.yaml", `apiKey: !!js/${secret} x`],
    ["a.yaml", `apiKey: !e!${secret} x`],
    ["a.yaml", `apiKey: &${secret} [*${secret}]`],
    ["a.yaml", `? { apiKey: ${secret} }\n: x`],
    ["a.yaml", `%${secret}\n---\na: 1`],
    ["a.yaml", `apiKey: "${secret}\n`],
    ["a.yaml", `apiKey: @${secret}`],
    ["a.yaml", `apiKey: "\\q${secret}"`],
    ["a.yaml", `${secret}\n---\n${secret}`],
    ["a.yaml", secret],
    ["a.yaml", `a: {<<: ${secret}}`],
    ["a.json5", `{ apiKey: "${secret}" "x" }`],
    ["a.json5", `{ apiKey: ${secret} }`],
    ["a.json5", `${secret}`],
    ["a.json5", `{ apiKey: "${secret}`],
    ["a.json", `"${secret}"`],
    ["a.json", `["${secret}"]`],
  ])("%s: %j", async (file, text) => {
    const warnings: string[] = [];
    const note = (warning: Error): void => void warnings.push(warning.message);
    process.on("warning", note);
    expect(() => rendered(file, text)).toThrow(expect.objectContaining({ message: expect.not.stringContaining(secret) as string }));
    await setImmediate();
    process.off("warning", note);
    expect(warnings.join()).not.toContain(secret);
  });

  it("wherever a file with a secret is cut or broken", () => {
    const whole = { "a.yaml": `base: &b { token: "${secret}" }\nbot: { <<: *b, list: [1, *b], note: ${secret} }\n`, "a.json5": `{ token: "${secret}", list: [1, '${secret}'] }` };
    fc.assert(
      fc.property(fc.constantFrom("a.yaml" as const, "a.json5" as const), fc.nat(), fc.constantFrom("", "*", "&", "!", "\n", "{", "]", ":", "%", "\\", "'", '"', "---\n"), (file, where, broken) => {
        const text = whole[file];
        const at = where % text.length;
        for (const mutated of [text.slice(0, at) + broken, text.slice(0, at) + broken + text.slice(at)]) {
          try {
            rendered(file, mutated);
          } catch (error) {
            expect((error as Error).message).not.toContain(secret);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
