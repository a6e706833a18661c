import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPath, type ArrayKey, type ConfigDocument, type ConfigValue, type Layer } from "../../sdk/config";
import { mergeLayers } from "../../sdk/config/merge";
import { documents, frozen, layers } from "./documents";
import { FakeOutput } from "./fakeOutput";
import { mergePatchOfRfc } from "./rfc7396";

const byId: ArrayKey = () => "id";
const plain: ArrayKey = () => undefined;

type Append = Record<string, readonly unknown[]>;
const layer = (append: Append, config: unknown = {}): Layer => ({ name: "overlay", config, append });
const appended = (below: ConfigDocument, append: Append, arrayKey = plain): unknown => mergeLayers([{ name: "template", config: below }, layer(append)], arrayKey);

const items = fc.array(fc.oneof(documents, fc.integer({ min: 0, max: 3 }), fc.constantFrom("x", "y"), fc.record({ id: fc.constantFrom("x", "y", 1), a: fc.oneof(documents, fc.constant(null)) }, { noNullPrototype: true })), { maxLength: 4 });
const arrayKeys = fc.constantFrom(plain, byId);

describe("append", () => {
  it("adds items at the end of an array, beside what the layer merges", () => {
    const config = { tools: { profile: "minimal" } };
    const document = mergeLayers([{ name: "template", config: { tools: { deny: ["exec"] } } }, layer({ "tools.deny": ["browser", "cron"] }, config)], plain);
    expect(document).toEqual({ tools: { profile: "minimal", deny: ["exec", "browser", "cron"] } });
  });

  it("comes after the layer's own document, whose array replaces the one below", () => {
    expect(mergeLayers([{ name: "template", config: { a: [1] } }, layer({ a: [3] }, { a: [2] })], plain)).toEqual({ a: [2, 3] });
    expect(mergeLayers([{ name: "template", config: { a: [1] } }, layer({ a: [3] }, { a: null })], plain)).toEqual({ a: [3] });
  });

  it("makes an array that is absent, with what holds it", () => {
    expect(appended({}, { 'models.providers["my.proxy"].models': [{ id: "small" }] })).toEqual({ models: { providers: { "my.proxy": { models: [{ id: "small" }] } } } });
    expect(appended({}, { "toString.valueOf": [1] })).toEqual({ toString: { valueOf: [1] } });
  });

  it("of nothing changes nothing, and makes no array", () => {
    fc.assert(fc.property(documents, (below) => { expect(appended(below, { "new.list": [] })).toStrictEqual(below); }));
  });

  it("adds an item once only: what is equal is there already", () => {
    expect(appended({ a: [1, { b: 1, c: 2 }] }, { a: [1, { c: 2, b: 1 }, 2, 2] })).toEqual({ a: [1, { b: 1, c: 2 }, 2] });
  });

  it("said twice is said once, in one layer or two", () => {
    fc.assert(
      fc.property(fc.oneof(items, fc.constant(undefined)), items, arrayKeys, (below, added, arrayKey) => {
        const template = { name: "template", config: below === undefined ? {} : { a: below.map(withoutNull) } };
        const once = mergeLayers([template, layer({ a: added })], arrayKey);
        expect(mergeLayers([template, layer({ a: added }), layer({ a: added })], arrayKey)).toStrictEqual(once);
        expect(mergeLayers([template, layer({ a: [...added, ...added] })], arrayKey)).toStrictEqual(once);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps what is there, in its place, and adds whatever is not", () => {
    fc.assert(
      fc.property(items, items, (below, added) => {
        const list = mergeLayers([{ name: "template", config: { a: below } }, layer({ a: added })], plain)["a"] as unknown[];
        expect(list.slice(0, below.length)).toStrictEqual(below);
        for (const item of added) expect(list).toContainEqual(item);
      }),
    );
  });

  it("never changes what it is given, nor the document below", () => {
    fc.assert(
      fc.property(layers, items, arrayKeys, (below, added, arrayKey) => {
        const config = frozen({ ...below, list: [{ id: "x", a: 1 }] });
        const given = layer(frozen({ list: added }));
        const first = frozen(mergeLayers([{ name: "template", config }], arrayKey));
        mergeLayers([{ name: "template", config: first }, given], arrayKey);
      }),
    );
  });
});

describe("append to an array whose items have a key", () => {
  it("merges an item into the one of that key, where it stands; null deletes", () => {
    const below = { bots: [{ id: "a", x: { y: 1, z: 1 }, w: 1 }, { id: "b" }] };
    expect(appended(below, { bots: [{ id: "a", x: { y: 2, z: null }, w: null }, { id: "c", v: null }] }, byId)).toEqual({ bots: [{ id: "a", x: { y: 2 } }, { id: "b" }, { id: "c" }] });
  });

  it("does so by RFC 7396, for any item", () => {
    fc.assert(
      fc.property(documents, layers, (item, patch) => {
        const list = appended({ a: [{ id: 0 }, { ...item, id: "x" }] }, { a: [{ ...patch, id: "x" }] }, byId);
        expect(list).toEqual({ a: [{ id: 0 }, mergePatchOfRfc({ ...item, id: "x" }, { ...patch, id: "x" })] });
      }),
    );
  });

  it("asks for the key by the path of the array", () => {
    const asked: string[] = [];
    const arrayKey: ArrayKey = (path) => { asked.push(formatPath(path)); return path.at(-1) === "models" ? "id" : undefined; };
    expect(appended({ 'a.b': { models: [{ id: 1 }] }, list: [{ id: 1 }] }, { '["a.b"].models': [{ id: 1, x: 1 }], list: [{ id: 1, x: 1 }] }, arrayKey)).toEqual({
      "a.b": { models: [{ id: 1, x: 1 }] },
      list: [{ id: 1 }, { id: 1, x: 1 }],
    });
    expect(asked).toEqual(['["a.b"].models', "list"]);
  });

  it("takes an item without the key as it is", () => {
    expect(appended({ a: [{ id: "x" }, "x", { name: "x" }] }, { a: ["x", { name: "x" }, { id: { deep: 1 } }, { id: null }] }, byId)).toEqual({ a: [{ id: "x" }, "x", { name: "x" }, { id: { deep: 1 } }, { id: null }] });
  });
});

describe("append refuses, naming layer and path", () => {
  const refusal = (code: string, message: string): unknown => expect.objectContaining({ code, message: `overlay: append: ${message}` });

  it.each<[string, unknown, string]>([
    ["no array", { "a.b": "x" }, "a.b: must be an array of items, not a string"],
    ["an Output", { "a.b": new FakeOutput("x") }, "a.b: must be an array of items, not an Output"],
    ["undefined", { "a.b": undefined }, "a.b: must be an array of items, not undefined"],
    ["an Output in an item", { "a.b": [1, { c: [new FakeOutput("x")] }] }, 'a.b["1"].c["0"]: an Output inside an array would hide the whole array; set the array by values, or reference the secret by ${NAME}'],
    ["what is no data", { a: [{ b: new Date(0) }] }, 'a["0"].b: an instance of Date is not a configuration value'],
    ["__proto__ in an item", { a: [JSON.parse('{"b":{"__proto__":{"x":1}}}')] }, 'a["0"].b.__proto__: the key "__proto__" is not allowed'],
    ["constructor in a path", { "a.constructor.b": [1] }, 'a.constructor: the key "constructor" is not allowed'],
    ["an array of paths", ["a"], 'must be arrays of items by path, as in { "tools.deny": ["exec"] }, not an array'],
  ])("%s", (_what, append, message) => {
    expect(() => mergeLayers([layer(append as Append)], plain)).toThrow(refusal("invalid-layer", message));
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  it.each(["__proto__", "constructor", "prototype"])("%s as a path", (key) => {
    expect(() => mergeLayers([layer(JSON.parse(`{"${key}":[1]}`) as Append)], plain)).toThrow(`overlay: append: ${key}: the key "${key}" is not allowed`);
  });

  it.each<[ConfigValue | FakeOutput, string, string]>([
    ["text", "a", "a: items can be added to an array only, and here stands a string"],
    [{ b: 1 }, "a", "a: items can be added to an array only, and here stands an object"],
    [new FakeOutput("x"), "a", "a: items can be added to an array only, and here stands an Output"],
    ["text", "a.b.c", "a.b.c: an array is reached through objects only, and at a stands a string"],
    [{ b: [{}] }, 'a.b["0"].c', 'a.b["0"].c: an array is reached through objects only, and at a.b stands an array'],
    [new FakeOutput("x"), "a.b", "a.b: an array is reached through objects only, and at a stands an Output"],
  ])("a place that is no array", (value, path, message) => {
    for (const added of [[1], []]) expect(() => mergeLayers([{ name: "template", config: { a: value } }, layer({ [path]: added })], plain)).toThrow(refusal("invalid-layer", message));
  });

  it("a path that is none, or many", () => {
    expect(() => mergeLayers([layer({ "a..b": [1] })], plain)).toThrow(expect.objectContaining({ code: "invalid-path", message: expect.stringContaining('overlay: append: "a..b" is not a path.') as string }));
    expect(() => mergeLayers([layer({ "a.*": [1] })], plain)).toThrow(expect.objectContaining({ code: "invalid-path", message: expect.stringContaining('overlay: append: "a.*" names many places') as string }));
  });
});

function withoutNull(value: ConfigValue): ConfigValue {
  return typeof value === "object" && value !== null ? mergePatchOfRfc(undefined, value) : value;
}
