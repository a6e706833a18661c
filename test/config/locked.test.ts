import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPath, valueAt, type ConfigDocument, type Layer } from "../../sdk/config";
import { mergeLayers } from "../../sdk/config/merge";
import { documents, layers } from "./documents";
import { FakeOutput } from "./fakeOutput";

const merged = (...all: readonly Omit<Layer, "name">[]): ConfigDocument => mergeLayers(all.map((layer, at) => ({ name: `layer ${String(at)}`, ...layer })), () => undefined) as ConfigDocument;
const refusal = (message: string): unknown => expect.objectContaining({ code: "locked-path", message });

const below = { tools: { exec: { security: "deny", ask: "always" }, deny: ["a"] }, keep: 1 };

describe("a locked path", () => {
  it.each<[string, Omit<Layer, "name">]>([
    ["set", { config: { tools: { exec: { security: "full" } } } }],
    ["deleted", { config: { tools: { exec: { security: null } } } }],
    ["deleted with what holds it", { config: { tools: null } }],
    ["replaced with what holds it", { config: { tools: { exec: "off" } } }],
    ["hidden by an Output", { config: { tools: new FakeOutput("x") } }],
    ["made an object", { config: { tools: { exec: { security: { deep: 1 } } } } }],
  ])("cannot be %s by a later layer", (_what, layer) => {
    const path = _what.startsWith("replaced") ? "tools.exec" : _what.startsWith("hidden") ? "tools" : "tools.exec.security";
    const message = `layer 2: ${path} is locked by layer 0: take it out of this layer, or take tools.exec.security out of \`locked\` there.`;
    expect(() => merged({ config: below, locked: ["tools.exec.security"] }, { config: { keep: 2 } }, layer)).toThrow(refusal(message));
  });

  it("cannot be appended to, nor changed under it", () => {
    expect(() => merged({ config: below, locked: ["tools"] }, { config: {}, append: { "tools.deny": ["b"] } })).toThrow(refusal("layer 1: tools is locked by layer 0: take it out of this layer, or take tools out of `locked` there."));
    expect(() => merged({ config: below, locked: ["tools.exec"] }, { config: { tools: { exec: { host: "node" } } } })).toThrow("layer 1: tools.exec is locked by layer 0");
  });

  it("leaves what is beside it open", () => {
    expect(merged({ config: below, locked: ["tools.exec.security"] }, { config: { tools: { exec: { ask: "off" }, deny: null } } })).toEqual({ tools: { exec: { security: "deny", ask: "off" } }, keep: 1 });
  });

  it("may be set by the layer that locks it, over those below", () => {
    expect(merged({ config: { a: 1, b: [1] } }, { config: { a: 2 }, append: { b: [2] }, locked: ["a", "b"] })).toEqual({ a: 2, b: [1, 2] });
  });

  it("may be set again to what it is", () => {
    const output = new FakeOutput("x");
    const template = { ...below, output };
    const again = { config: { ...structuredClone(below), output }, append: { "tools.deny": ["a"] } };
    expect(merged({ config: template, locked: ["<root>"] }, again)).toEqual(template);
  });

  it("tells Outputs apart by identity: what is in them is not known", () => {
    expect(() => merged({ config: { a: new FakeOutput("x") }, locked: ["a"] }, { config: { a: new FakeOutput("x") } })).toThrow("layer 1: a is locked by layer 0");
  });

  it("that is absent stays absent", () => {
    expect(() => merged({ config: {}, locked: ["a.b"] }, { config: { a: { b: 1 } } })).toThrow("layer 1: a.b is locked by layer 0");
    expect(() => merged({ config: { a: { c: 1 } }, locked: ["a.b"] }, { config: { a: 1 } })).toThrow("layer 1: a is locked by layer 0");
    expect(merged({ config: {}, locked: ["a.b"] }, { config: { a: { c: 1, b: null } } })).toEqual({ a: { c: 1 } });
  });

  it("may leave keys open by *, also in arrays; the quoted one is the key of that name", () => {
    const template = { channels: { slack: { dmPolicy: "pairing" }, "*": { dmPolicy: "open" } }, list: [{ a: 1, b: 1 }, { a: 2, b: 2 }] };
    expect(() => merged({ config: template, locked: ["channels.*.dmPolicy"] }, { config: { channels: { telegram: { dmPolicy: "open" } } } })).toThrow(
      refusal("layer 1: channels.telegram.dmPolicy is locked by layer 0: take it out of this layer, or take channels.*.dmPolicy out of `locked` there."),
    );
    expect(merged({ config: template, locked: ["channels.*.dmPolicy"] }, { config: { channels: { slack: { name: "x" } } } })).toMatchObject({ channels: { slack: { dmPolicy: "pairing", name: "x" } } });
    expect(merged({ config: template, locked: ['channels["*"]'] }, { config: { channels: { slack: null } } })).not.toMatchObject({ channels: { slack: {} } });
    expect(() => merged({ config: template, locked: ["list.*.a"] }, { config: { list: [{ a: 1 }] } })).toThrow('layer 1: list["1"].a is locked by layer 0');
    expect(merged({ config: template, locked: ["list.*.a"] }, { config: { list: [{ a: 1 }, { a: 2, b: 3 }] } })).toMatchObject({ list: [{ a: 1 }, { a: 2, b: 3 }] });
  });

  it("stays locked for all later layers, whoever locks it again", () => {
    expect(() => merged({ config: { a: 1 }, locked: ["a"] }, { config: {}, locked: ["a"] }, { config: {} }, { config: { a: 2 } })).toThrow("layer 3: a is locked by layer 0");
    expect(() => merged({ config: { a: 1 }, locked: ["a"] }, { config: { a: 2 }, locked: ["a"] })).toThrow("layer 1: a is locked by layer 0");
  });
});

describe("locks, for any layers", () => {
  const path = fc.array(fc.constantFrom("a", "b", "c", "a.b"), { minLength: 1, maxLength: 3 });
  const attempt = (run: () => ConfigDocument): ConfigDocument | undefined => {
    try {
      return run();
    } catch (error) {
      expect(error).toMatchObject({ code: "locked-path" });
      return undefined;
    }
  };

  it("hold the value at the path, or refuse; and refuse nothing that leaves it and what holds it alone", () => {
    fc.assert(
      fc.property(documents, layers, layers, path, (template, own, later, keys) => {
        const base = merged({ config: template }, { config: own });
        const free = merged({ config: base }, { config: later });
        const bound = attempt(() => merged({ config: template }, { config: own, locked: [formatPath(keys)] }, { config: later }));
        if (bound !== undefined) {
          expect(valueAt(bound, keys)).toStrictEqual(valueAt(base, keys));
          expect(bound).toStrictEqual(free);
        } else {
          expect(keys.some((_, end) => !isDeepStrictEqual(valueAt(free, keys.slice(0, end + 1)), valueAt(base, keys.slice(0, end + 1))))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("of the whole document let through only what changes nothing", () => {
    fc.assert(
      fc.property(documents, layers, (template, later) => {
        const free = merged({ config: template }, { config: later });
        const bound = attempt(() => merged({ config: template, locked: ["<root>"] }, { config: later }));
        expect(bound !== undefined).toBe(isDeepStrictEqual(free, template));
      }),
    );
  });
});

describe("locked is refused", () => {
  it.each<[unknown, string, string]>([
    ["a", "invalid-layer", 'layer 0: locked: must be an array of paths, as in ["tools.exec"], not a string'],
    [["a..b"], "invalid-path", 'layer 0: locked: "a..b" is not a path.'],
    [[7], "invalid-path", "layer 0: locked: a number is not a path."],
  ])("%j", (locked, code, message) => {
    expect(() => merged({ config: {}, locked: locked as string[] })).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) as string }));
  });
});
