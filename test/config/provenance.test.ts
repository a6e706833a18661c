import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPath, provenanceOf, render, type ArrayKey, type ConfigDocument, type DocumentProvenance, type Layer, type Path, type Provenance, type RenderedBot } from "../../sdk/config";
import { memberOf } from "../../sdk/config/openDocument";
import { documents, layers } from "./documents";
import { FakeOutput } from "./fakeOutput";
import { mergePatchOfRfc } from "./rfc7396";
import { renderedBot } from "./renderedBot";

const external = renderedBot({ managed: false });
const named = (...all: readonly Omit<Layer, "name">[]): Layer[] => all.map((layer, at) => ({ name: `L${String(at)}`, ...layer }));
const provenance = (...all: readonly Omit<Layer, "name">[]): DocumentProvenance => provenanceOf(named(...all), external);
const at = (document: unknown, path: Path): unknown => path.reduce(memberOf, document);

/** What is told of a path, and what is not usual about it. */
function told(of: DocumentProvenance, path: string): Partial<Provenance> | undefined {
  const found = of.leaves.filter((leaf) => formatPath(leaf.path) === path);
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0];
}

describe("provenanceOf", () => {
  it("tells for each leaf which layer set it, and which it beat with what", () => {
    const of = provenance({ config: { a: { b: 1, c: 1 } } }, { config: { a: { b: 2 } } }, { config: { a: { b: 3 }, d: [] } });
    expect(of.leaves).toEqual([
      { path: ["a", "b"], value: 3, layer: "L2", appended: [], beaten: [{ layer: "L0", value: 1 }, { layer: "L1", value: 2 }] },
      { path: ["a", "c"], value: 1, layer: "L0", appended: [], beaten: [] },
      { path: ["d"], value: [], layer: "L2", appended: [], beaten: [] },
    ]);
  });

  it("names the last of those that said the same", () => {
    expect(told(provenance({ config: { a: 1 } }, { config: { a: null } }, { config: { a: null } }), "a")).toMatchObject({ layer: "L2", beaten: [{ layer: "L0", value: 1 }, { layer: "L1", value: undefined }] });
    expect(told(provenance({ config: { a: 1 } }, { config: { a: 1 } }), "a")).toMatchObject({ layer: "L1", beaten: [{ layer: "L0", value: 1 }] });
  });

  it("tells what was deleted, by whom, and who had set it", () => {
    const of = provenance({ config: { a: { b: 1, c: 1 } } }, { config: { a: { b: 2 } } }, { config: { a: null } });
    expect(of.leaves).toEqual([
      { path: ["a", "b"], value: undefined, layer: "L2", appended: [], beaten: [{ layer: "L0", value: 1 }, { layer: "L1", value: 2 }] },
      { path: ["a", "c"], value: undefined, layer: "L2", appended: [], beaten: [{ layer: "L0", value: 1 }] },
    ]);
  });

  it("does not tell of a deletion that deleted nothing, or that a later layer undid", () => {
    expect(provenance({ config: { a: null } }).leaves).toEqual([]);
    const of = provenance({ config: { a: { b: 1, c: 1 } } }, { config: { a: null } }, { config: { a: { b: 2 } } });
    expect(told(of, "a.b")).toMatchObject({ layer: "L2", beaten: [{ layer: "L0", value: 1 }, { layer: "L1", value: undefined }] });
    expect(told(of, "a.c")).toMatchObject({ layer: "L1", value: undefined, beaten: [{ layer: "L0", value: 1 }] });
  });

  it("tells of an object that a value beat by the value, and of an object that is left empty", () => {
    expect(provenance({ config: { a: { b: 1 } } }, { config: { a: 5 } }).leaves).toEqual([{ path: ["a"], value: 5, layer: "L1", appended: [], beaten: [{ layer: "L0", value: { b: 1 } }] }]);
    const of = provenance({ config: { a: { b: 1 } } }, { config: { a: { b: null } } });
    expect(told(of, "a")).toMatchObject({ value: {}, layer: "L1", beaten: [{ layer: "L0", value: { b: 1 } }] });
    expect(told(of, "a.b")).toMatchObject({ value: undefined, layer: "L1" });
  });

  it("tells for an array who set it and who added to it", () => {
    const of = provenance({ config: { a: [0] } }, { config: { a: [1] } }, { config: {}, append: { a: [2], b: [1] } }, { config: {}, append: { a: [1], b: [2] } });
    expect(told(of, "a")).toEqual({ path: ["a"], value: [1, 2], layer: "L1", appended: ["L2"], beaten: [{ layer: "L0", value: [0] }] });
    expect(told(of, "b")).toEqual({ path: ["b"], value: [1, 2], layer: "L2", appended: ["L2", "L3"], beaten: [] });
  });

  it("forgets the additions to an array that a later layer replaced or deleted", () => {
    expect(told(provenance({ config: {}, append: { a: [1] } }, { config: { a: [9] } }), "a")).toMatchObject({ layer: "L1", appended: [], beaten: [{ layer: "L0", value: [1] }] });
    expect(told(provenance({ config: { a: [1] } }, { config: { a: null } }, { config: {}, append: { a: [2] } }), "a")).toMatchObject({
      layer: "L2",
      appended: ["L2"],
      beaten: [{ layer: "L0", value: [1] }, { layer: "L1", value: undefined }],
    });
    expect(told(provenance({ config: { a: [1] } }, { config: { a: null }, append: { a: [2] } }), "a")).toMatchObject({ layer: "L1", appended: ["L1"], beaten: [{ layer: "L0", value: [1] }] });
  });

  it("takes an Output for a leaf", () => {
    const output = new FakeOutput("x");
    expect(told(provenance({ config: { a: "x" } }, { config: { a: output } }), "a")).toMatchObject({ value: output, layer: "L1" });
  });

  it("names the managed keys, and leaves out layers that are not for the bot and what a bot stamps", () => {
    const of = provenanceOf(named({ config: { logging: { level: "info" }, meta: { x: 1 } } }, { config: { logging: { level: "debug" } }, selector: { matchLabels: { debug: "true" } } }), renderedBot());
    expect(told(of, "gateway.bind")).toEqual({ path: ["gateway", "bind"], value: "loopback", layer: "managed keys", appended: [], beaten: [] });
    expect(told(of, "logging.level")).toEqual({ path: ["logging", "level"], value: "info", layer: "L0", appended: [], beaten: [] });
    expect(told(of, "meta.x")).toBeUndefined();
  });
});

describe("layerOf", () => {
  const of = provenance(
    { config: { a: { b: 1, c: 1, list: [{ x: 1 }] }, gone: { x: 1 }, empty: { x: 1 } } },
    { config: { a: { b: 2 } }, append: { "a.list": [{ x: 2 }] } },
    { config: { gone: null, empty: { x: null }, z: 1 } },
  );

  it.each<[Path, string | undefined]>([
    [["a", "b"], "L1"],
    [["a", "c"], "L0"],
    [["a"], "L1"],
    [["a", "list"], "L1"],
    [["a", "list", "0", "x"], "L1"],
    [["a", "b", "below"], "L1"],
    [[], "L2"],
    [["gone", "x"], "L2"],
    [["gone"], "L2"],
    [["empty"], "L2"],
    [["empty", "x"], "L2"],
    [["empty", "never"], undefined],
    [["never"], undefined],
    [["a", "toString"], undefined],
  ])("of %j is %s", (path, layer) => {
    expect(of.layerOf(path)).toBe(layer);
  });
});

describe("for any layers", () => {
  const added = fc.option(fc.dictionary(fc.constantFrom("a", "b", "a.b", "c.d"), fc.array(fc.oneof(documents, fc.constantFrom("x", 1)), { maxLength: 2 }), { maxKeys: 2, noNullPrototype: true }), { nil: undefined });
  const some = fc.array(fc.record({ config: layers, append: added }), { maxLength: 4 });
  const arrayKeys = fc.constantFrom<ArrayKey>(() => undefined, () => "id");

  /** Layers that merge, with what they merge to: a generated addition may meet a value that is no array. */
  function usable(all: readonly { config: ConfigDocument; append: Record<string, readonly unknown[]> | undefined }[], bot: RenderedBot): Layer[] {
    const kept: Layer[] = [];
    all.forEach(({ config, append }, place) => {
      const layer = { name: `L${String(place)}`, config };
      const full = append === undefined ? layer : { ...layer, append };
      try {
        render([...kept, full], bot);
        kept.push(full);
      } catch {
        kept.push(layer);
      }
    });
    return kept;
  }

  const holds = (check: (all: readonly Layer[], bot: RenderedBot) => void): void => {
    fc.assert(
      fc.property(some, arrayKeys, (all, arrayKey) => {
        const bot = renderedBot({ managed: false, arrayKey });
        check(usable(all, bot), bot);
      }),
      { numRuns: 500 },
    );
  };

  it("has every leaf of the rendered document once, with its value, and no other", () => {
    holds((all, bot) => {
      const document = render(all, bot);
      const present = provenanceOf(all, bot).leaves.filter(({ value }) => value !== undefined);
      expect(present.map(({ path }) => path)).toEqual(leafPaths(document));
      for (const { path, value } of present) expect(value).toStrictEqual(at(document, path));
    });
  });

  it("has every leaf that is gone once, and what took its place nowhere else", () => {
    holds((all, bot) => {
      const document = render(all, bot);
      const gone = provenanceOf(all, bot).leaves.filter(({ value }) => value === undefined);
      expect(new Set(gone.map(({ path }) => formatPath(path))).size).toBe(gone.length);
      for (const { path, layer, beaten } of gone) {
        expect(at(document, path)).toBeUndefined();
        expect(beaten[0]?.value).not.toBeUndefined();
        expect(at(render(upTo(all, layer), bot), path)).toBeUndefined();
      }
    });
  });

  it("names a layer that really holds the value, or really appends to it", () => {
    holds((all, bot) => {
      for (const { path, value, layer, appended } of provenanceOf(all, bot).leaves) {
        const setter = all.find(({ name }) => name === layer) as Layer;
        const own = at(mergePatchOfRfc({}, setter.config as ConfigDocument), path);
        if (appended.length === 0) expect(own).toStrictEqual(value);
        for (const name of appended) expect(Object.keys(all.find((one) => one.name === name)?.append ?? {})).toContain(formatPath(path));
        if (appended.length > 0 && own === undefined) expect(appended[0]).toBe(layer);
      }
    });
  });

  it("names the layer without which the leaf would be another, unless an earlier one had the same", () => {
    holds((all, bot) => {
      for (const { path, value, layer, beaten } of provenanceOf(all, bot).leaves) {
        // Others may add the same items, to no effect beside it.
        const added = all.some(({ append }) => append !== undefined && formatPath(path) in append);
        if (added || isDeepStrictEqual(beaten.at(-1)?.value, value)) continue;
        const rest = rendered(all.filter(({ name }) => name !== layer), bot);
        // Without it, another layer's addition may meet a value that is no array.
        if (rest !== undefined) expect(at(rest, path)).not.toEqual(value);
      }
    });
  });

  it("tells what stood at the path after each layer that was beaten", () => {
    holds((all, bot) => {
      for (const { path, beaten } of provenanceOf(all, bot).leaves) {
        for (const { layer, value } of beaten) expect(value).toEqual(at(render(upTo(all, layer), bot), path));
      }
    });
  });

  it("knows who is responsible for every leaf and what holds it", () => {
    holds((all, bot) => {
      const of = provenanceOf(all, bot);
      for (const { path, value, layer, appended } of of.leaves) {
        expect(of.layerOf(path)).toBe(appended.at(-1) ?? layer);
        if (value !== undefined) path.forEach((_, end) => { expect(of.layerOf(path.slice(0, end))).toBeDefined(); });
      }
    });
  });

  function rendered(all: readonly Layer[], bot: RenderedBot): unknown {
    try {
      return render(all, bot);
    } catch {
      return undefined;
    }
  }
});

function upTo(all: readonly Layer[], name: string): Layer[] {
  return all.slice(0, all.findIndex((layer) => layer.name === name) + 1);
}

function leafPaths(value: unknown, path: Path = []): Path[] {
  const entries = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  if (entries.length === 0) return path.length === 0 ? [] : [path];
  return entries.flatMap(([key, item]) => leafPaths(item, [...path, key]));
}
