import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeLayers } from "../../sdk/config/merge";
import { documents, frozen, layers } from "./documents";
import { FakeOutput } from "./fakeOutput";
import { mergePatchOfRfc, tableOfRfc } from "./rfc7396";

const merged = (...configs: readonly unknown[]): unknown => mergeLayers(configs.map((config, at) => ({ name: `layer ${String(at)}`, config })), () => undefined);

describe("mergeLayers follows RFC 7396", () => {
  // The row with `null` in its original cannot come from layers: there `null` deletes.
  it.each(tableOfRfc.filter(([original]) => !Object.values(original).includes(null)))("%j with %j gives %j", (original, patch, result) => {
    expect(merged(original, patch)).toEqual(result);
  });

  it("does what the RFC's own pseudo-code does, for any layers", () => {
    fc.assert(
      fc.property(fc.array(layers, { maxLength: 4 }), (configs) => {
        expect(merged(...configs)).toStrictEqual(configs.reduce(mergePatchOfRfc, {}));
      }),
    );
  });

  it("lets the later layer win", () => {
    fc.assert(fc.property(documents, documents, (earlier, later) => { expect(merged(earlier, later, later)).toStrictEqual(merged(earlier, later)); }));
    expect(merged({ a: 1, b: 1 }, { a: 2 }, { a: 3 })).toEqual({ a: 3, b: 1 });
  });

  it("may be done in parts: merging a merged prefix gives the same", () => {
    fc.assert(fc.property(layers, layers, layers, (a, b, c) => { expect(merged(merged(a, b), c)).toStrictEqual(merged(a, b, c)); }));
  });

  it("is associative for layers that delete nothing and keep objects objects", () => {
    const counts = fc.dictionary(fc.constantFrom("a", "b"), fc.dictionary(fc.constantFrom("c", "d"), fc.integer(), { noNullPrototype: true }), { noNullPrototype: true });
    fc.assert(fc.property(counts, counts, counts, (a, b, c) => { expect(merged(a, merged(b, c))).toStrictEqual(merged(merged(a, b), c)); }));
  });

  it("never changes what it is given", () => {
    fc.assert(fc.property(layers, layers, (a, b) => void merged(frozen(a), frozen(b))));
  });

  it("shares no array with a layer: changing the result changes no layer", () => {
    const template = { list: [{ id: 1 }] };
    const document = merged(template) as { list: { id: number }[] };
    document.list[0] = { id: 2 };
    expect(template).toEqual({ list: [{ id: 1 }] });
  });

  it("replaces an array whole, an object by a scalar and a scalar by an object", () => {
    expect(merged({ a: [1, 2], b: { c: 1 }, d: 1 }, { a: [3], b: 2, d: { e: 1 } })).toEqual({ a: [3], b: 2, d: { e: 1 } });
  });

  it("takes undefined for absent, also in an object in an array", () => {
    expect(merged({ a: 1 }, { a: undefined, b: undefined })).toStrictEqual({ a: 1 });
    expect(merged({ a: [{ b: undefined, c: 1 }] })).toStrictEqual({ a: [{ c: 1 }] });
  });
});

describe("mergeLayers keeps Outputs as leaves", () => {
  const secret = new FakeOutput("secret");

  it("keeps an Output beside readable siblings, and looks into none", () => {
    expect(merged({ channels: { slack: { botToken: secret, mode: "socket" } } })).toEqual({ channels: { slack: { botToken: secret, mode: "socket" } } });
  });

  it("lets a later layer replace or delete an Output, and an Output replace a value", () => {
    expect(merged({ a: secret, b: secret, c: { d: 1 } }, { a: 1, b: null, c: secret })).toEqual({ a: 1, c: secret });
    expect(merged({ a: secret }, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
  });

  it("takes a Promise for one, too", () => {
    const promise = Promise.resolve(1);
    expect(merged({ a: promise })).toEqual({ a: promise });
  });

  it.each([
    ["an Output as a layer", new FakeOutput("x"), "layer 1: a layer must be a configuration document (an object), not an Output; an Output may stand at a leaf only"],
    ["an Output in an array", { a: { list: ["x", new FakeOutput("x")] } }, "layer 1: a.list[\"1\"]: an Output inside an array would hide the whole array; set the array by values, or reference the secret by ${NAME}"],
    ["an Output deep in an array", { a: [{ b: [new FakeOutput("x")] }] }, "layer 1: a[\"0\"].b[\"0\"]: an Output inside an array would hide the whole array; set the array by values, or reference the secret by ${NAME}"],
  ])("refuses %s, naming layer and path", (_what, config, message) => {
    expect(() => merged({}, config)).toThrow(expect.objectContaining({ code: "invalid-layer", message }));
  });
});

describe("mergeLayers refuses what is no configuration", () => {
  it.each([
    ["an array", [], "layer 1: a layer must be a configuration document (an object), not an array; an Output may stand at a leaf only"],
    ["null", null, "layer 1: a layer must be a configuration document (an object), not null; an Output may stand at a leaf only"],
    ["NaN", { a: { b: Number.NaN } }, "layer 1: a.b: NaN is not a configuration value"],
    ["Infinity", { a: [Number.POSITIVE_INFINITY] }, 'layer 1: a["0"]: Infinity is not a configuration value'],
    ["a Date", { "a.b": new Date(0) }, 'layer 1: ["a.b"]: an instance of Date is not a configuration value'],
    ["a function", { a: () => 1 }, "layer 1: a: a function is not a configuration value"],
    ["a bigint", { a: 1n }, "layer 1: a: a bigint is not a configuration value"],
    ["undefined in an array", { a: [undefined] }, 'layer 1: a["0"]: undefined is not a configuration value'],
    ["an id that is rounded already", { a: { allowFrom: [123456789012345678901] } }, 'layer 1: a.allowFrom["0"]: an integer of that size is not exact; put it in quotes'],
    ["a mistake after an array and an object", { a: [1, { b: 2 }], c: { d: 3 }, e: { f: () => 1 } }, "layer 1: e.f: a function is not a configuration value"],
  ])("%s", (_what, config, message) => {
    expect(() => merged({}, config)).toThrow(expect.objectContaining({ code: "invalid-layer", message }));
  });

  it("__proto__, constructor and prototype, at any depth and in arrays", () => {
    const wrap = fc.array(fc.constantFrom("object", "array"), { maxLength: 5 });
    fc.assert(
      fc.property(fc.constantFrom("__proto__", "constructor", "prototype"), wrap, (name, wrapping) => {
        const bad: unknown = JSON.parse(`{${JSON.stringify(name)}:{"polluted":1}}`);
        const config = { top: wrapping.reduce((inner, kind) => (kind === "array" ? [inner] : { in: inner }), bad) };
        expect(() => merged(config)).toThrow(`the key ${JSON.stringify(name)} is not allowed`);
      }),
    );
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
