import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPath, fromPointer, isPlainObject, toPointer, valueAt } from "../../sdk/config";
import { documents } from "./documents";
import { FakeOutput } from "./fakeOutput";

describe("paths", () => {
  it.each([
    [[], "<root>"],
    [["a"], "a"],
    [["agents", "defaults", "models", "demo/demo-1.5", "alias"], 'agents.defaults.models["demo/demo-1.5"].alias'],
    [["a.b", "c"], '["a.b"].c'],
    [["list", "0"], 'list["0"]'],
    [["x-y", "$z"], "x-y.$z"],
    [["", 'q"'], '[""]["q\\""]'],
  ])("%j reads %s", (path, text) => {
    expect(formatPath(path)).toBe(text);
  });

  it("read differently whenever they differ, to a person and to a program", () => {
    const path = fc.array(fc.oneof(fc.constantFrom("a", "b", "a.b", "a/b", "~1", "~01", "", '["a"]'), fc.string()), { maxLength: 3 });
    fc.assert(
      fc.property(path, path, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(formatPath(a) === formatPath(b)).toBe(same);
        expect(toPointer(a) === toPointer(b)).toBe(same);
      }),
    );
  });

  it("is a JSON Pointer as of RFC 6901", () => {
    expect(toPointer(["a/b", "m~n", "0", ""])).toBe("/a~1b/m~0n/0/");
    for (const path of [["a/b", "m~n", "~1", "0", ""], []]) expect(fromPointer(toPointer(path))).toEqual(path);
  });
});

describe("valueAt", () => {
  it("finds what is there, and nothing that every object inherits", () => {
    expect(valueAt({ a: { b: [1, { c: 2 }] } }, ["a", "b", "1", "c"])).toBe(2);
    fc.assert(fc.property(documents, (document) => { expect(valueAt(document, ["hasOwnProperty"])).toBeUndefined(); }));
    expect(valueAt({ a: "text" }, ["a", "length"])).toBeUndefined();
  });
});

describe("isPlainObject", () => {
  it("is true for object literals only", () => {
    expect([{}, { apply: 1 }, Object.create(null) as unknown].map(isPlainObject)).toEqual([true, true, true]);
    expect([null, [], "x", new FakeOutput("x"), new Map(), Promise.resolve()].some(isPlainObject)).toBe(false);
  });
});
