import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPath, parsePath } from "../../sdk/config";
import { anyKey, below, parsePattern } from "../../sdk/config/paths";

const key = fc.oneof(fc.constantFrom("a", "b-c", "$d", "a.b", "*", "", "0", '"', "\\", "]", '["a"]', "<root>", "\u2028", "\ud800", "\n", "é"), fc.string({ unit: "binary" }));

describe("parsePath", () => {
  it("reads what formatPath prints, for any path", () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 4 }), (path) => {
        expect(parsePath(formatPath(path), "x")).toEqual(path);
        expect(parsePattern(formatPath(path), "x")).toEqual(path);
      }),
      { numRuns: 500 },
    );
  });

  it("reads nothing else but a plain name in brackets: what it reads is printed the same", () => {
    const text = fc.oneof(fc.string(), fc.array(fc.constantFrom("a", ".", "[", "]", '"', "\\", '["', '"]', "*", "0", "x.y", " "), { maxLength: 8 }).map((parts) => parts.join("")));
    fc.assert(
      fc.property(text, (written) => {
        let path: readonly string[];
        try {
          path = parsePath(written, "x");
        } catch {
          return;
        }
        expect(parsePath(formatPath(path), "x")).toEqual(path);
        if (!written.includes("[")) expect(formatPath(path)).toBe(written);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["channels.slack.allowFrom", ["channels", "slack", "allowFrom"]],
    ['models.providers["my.proxy"].models', ["models", "providers", "my.proxy", "models"]],
    ['["a.b"]["c"].d', ["a.b", "c", "d"]],
    ['channels.telegram.groups["*"]', ["channels", "telegram", "groups", "*"]],
    ["<root>", []],
  ])("%s", (text, path) => {
    expect(parsePath(text, "x")).toEqual(path);
  });

  it.each(["", ".", ".a", "a.", "a..b", "a b", "a.0", "list[0]", "a[b]", "a['b']", 'a["b"', 'a["b"]c', 'a.["b"]', "a*", "*a", "a.b*", 'a["\\x"]', 'a["\n"]', "<root>.a"])("refuses %j, and says how a path is written", (text) => {
    const message = `overlay: append: ${JSON.stringify(text)} is not a path. Write keys with dots between them, and a key that is not a plain name as ["key"], as in models.providers["my.proxy"].models.`;
    for (const parse of [parsePath, parsePattern]) expect(() => parse(text, "overlay: append")).toThrow(expect.objectContaining({ code: "invalid-path", message }));
  });

  it("refuses what is no text", () => {
    expect(() => parsePath(7, "overlay: append")).toThrow("overlay: append: a number is not a path.");
  });

  it("refuses a wildcard, and says how its key is written", () => {
    const message = 'overlay: append: "agents.*.tools" names many places: `*` stands for any key in `locked` and `unmanaged` only. Write the key, or ["*"] for the key of that name.';
    expect(() => parsePath("agents.*.tools", "overlay: append")).toThrow(expect.objectContaining({ code: "invalid-path", message }));
  });
});

describe("parsePattern", () => {
  it("takes * as a whole segment for any key, and the quoted one for the key of that name", () => {
    expect(parsePattern("*", "x")).toEqual([anyKey]);
    expect(parsePattern('a.*["*"].*', "x")).toEqual(["a", anyKey, "*", anyKey]);
  });
});

describe("below", () => {
  it("is what is left of those that begin with the key", () => {
    const patterns = ["a.b", "*.c", "d", "a"].map((text) => parsePattern(text, "x"));
    expect(below(patterns, "a")).toEqual([["b"], ["c"], []]);
    expect(below(patterns, "z")).toEqual([["c"]]);
  });
});
