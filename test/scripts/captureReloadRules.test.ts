import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reloadRules, type LeafKind } from "../../scripts/capture/reloadRules.mts";
import { schemaNodes, type JsonSchema } from "../../scripts/capture/schemaNodes.mts";
import { ConfigSchema } from "../../sdk/config";
import type { ReloadKind } from "../../sdk/config/releases";

const kinds = fc.constantFrom<ReloadKind>("hot", "none", "restart");

/** A schema, and the kind of each of its leaves: objects of few names, and maps. */
interface Captured {
  readonly schema: JsonSchema;
  readonly leaves: readonly LeafKind[];
}

const named = (below: readonly LeafKind[], key: string): LeafKind[] => below.map(({ path, kind }) => ({ path: path === "" ? key : `${key}.${path}`, kind }));

const { object } = fc.letrec<{ object: Captured; value: Captured; leaf: Captured }>((tie) => ({
  leaf: kinds.map((kind) => ({ schema: { type: "string" }, leaves: [{ path: "", kind }] })),
  object: fc
    .tuple(fc.dictionary(fc.constantFrom("a", "b", "c", "d"), tie("value"), { minKeys: 1, maxKeys: 4, noNullPrototype: true }), fc.option(tie("value"), { freq: 2 }))
    .map(([properties, others]) => ({
      schema: { type: "object", properties: Object.fromEntries(Object.entries(properties).map(([key, { schema }]) => [key, schema])), additionalProperties: others?.schema ?? false },
      leaves: [...Object.entries(properties).flatMap(([key, { leaves }]) => named(leaves, key)), ...named(others?.leaves ?? [], "*")],
    })),
  value: fc.oneof({ depthSize: "small", maxDepth: 4 }, tie("leaf"), tie("object")),
}));

describe("reloadRules", () => {
  const examples: readonly [name: string, leaves: Readonly<Record<string, ReloadKind>>, rules: Readonly<Record<string, ReloadKind>>][] = [
    ["one rule for what is all of one kind", { "a.b": "hot", "a.c": "hot", d: "hot" }, { "": "hot" }],
    ["a rule for a branch", { "a.b": "hot", "a.c": "hot", d: "none", e: "none" }, { "": "none", a: "hot" }],
    ["a rule for a leaf within a branch", { "a.b": "restart", "a.c": "hot", "a.d": "hot", e: "none", f: "none", g: "none" }, { "": "none", a: "hot", "a.b": "restart" }],
    ["rules for any key", { "a.*.x": "restart", "a.*.y": "hot", "b.c": "hot" }, { "": "hot", "a.*.x": "restart" }],
    ["a leaf that has others below it", { "a.b": "restart", "a.b.c": "hot", d: "hot" }, { "": "hot", "a.b": "restart", "a.b.c": "hot" }],
  ];

  it.each(examples)("makes %s", (_, leaves, rules) => {
    expect(reloadRules(Object.entries(leaves).map(([path, kind]) => ({ path, kind })))).toEqual(rules);
  });

  it("gives every leaf the kind that it was given", () => {
    fc.assert(
      fc.property(object, ({ schema, leaves }) => {
        const nodes = schemaNodes(schema);
        const known = ConfigSchema.ofTable({ release: { package: "test", version: "1" }, root: nodes.length - 1, nodes, reload: reloadRules(leaves), bundledChannels: [], bundledPlugins: [], channelPlugins: {}, sensitive: [] });
        for (const { path, kind } of leaves) expect(known.reloadKindOf(path.split(".").map((key) => (key === "*" ? "any-other-key" : key)))).toBe(kind);
      }),
      { numRuns: 500 },
    );
  });

  it("makes no more rules than there are leaves, and the same ones in any order", () => {
    fc.assert(
      fc.property(object, ({ leaves }) => {
        const rules = reloadRules(leaves);
        expect(Object.keys(rules).length).toBeLessThanOrEqual(leaves.length);
        expect(reloadRules([...leaves].reverse())).toEqual(rules);
      }),
    );
  });
});
