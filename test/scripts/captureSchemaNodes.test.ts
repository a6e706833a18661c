import { describe, expect, it } from "vitest";
import { schemaNodes, type JsonSchema } from "../../scripts/capture/schemaNodes.mts";
import { ConfigSchema, findProblems } from "../../sdk/config";

const string = { type: "string" };

/** Whether a validator that has only the nodes of a schema takes a value under the key `it`. */
function takes(schema: JsonSchema, value: unknown): boolean {
  const nodes = schemaNodes({ type: "object", properties: { it: schema }, additionalProperties: false });
  const table = { release: { package: "test", version: "1" }, root: nodes.length - 1, nodes, reload: {}, bundledChannels: [], bundledPlugins: [], channelPlugins: {}, sensitive: [] };
  return findProblems({ it: value }, ConfigSchema.ofTable(table)).length === 0;
}

describe("a validator that has only the nodes", () => {
  const cases: readonly [keyword: string, schema: JsonSchema, good: readonly unknown[], bad: readonly unknown[]][] = [
    ["type", { type: "integer" }, [0, -7], [1.5, "0", null, {}, []]],
    ["type array", { type: ["string", "number", "null"] }, ["x", 1.5, null], [true, {}, []]],
    ["enum", { type: "string", enum: ["a", "b"] }, ["a", "b"], ["c", "", 1]],
    ["enum without type", { enum: ["a", 1, true, null] }, ["a", 1, true, null], ["b", 2, false]],
    ["const", { const: "on" }, ["on"], ["off", true]],
    ["const false", { type: "boolean", const: false }, [false], [true, "false"]],
    ["minimum and maximum", { type: "number", minimum: 1, maximum: 2 }, [1, 1.5, 2], [0.99, 2.01]],
    ["exclusiveMinimum", { type: "number", exclusiveMinimum: 0 }, [0.1], [0, -1]],
    ["minLength and maxLength", { type: "string", minLength: 1, maxLength: 3 }, ["a", "abc"], ["", "abcd"]],
    ["pattern", { type: "string", pattern: "^[a-z]+$" }, ["a"], ["A", ""]],
    ["required", { type: "object", properties: { a: string, b: string }, required: ["a"], additionalProperties: false }, [{ a: "x" }, { a: "x", b: "y" }], [{}, { b: "y" }]],
    ["additionalProperties false", { type: "object", properties: { a: string }, additionalProperties: false }, [{}, { a: "x" }], [{ b: "x" }, { a: 1 }]],
    ["additionalProperties true", { type: "object", properties: { a: string }, additionalProperties: true }, [{ b: 1 }, { b: { c: [] } }], [{ a: 1 }, []]],
    ["additionalProperties absent", { type: "object", properties: { a: string } }, [{ b: 1 }], [{ a: 1 }]],
    ["additionalProperties of a kind", { type: "object", additionalProperties: { type: "number" } }, [{}, { a: 1, b: 2 }], [{ a: "1" }]],
    ["propertyNames", { type: "object", propertyNames: { type: "string", pattern: "^[a-z]+$" }, additionalProperties: {} }, [{ a: 1 }], [{ A: 1 }]],
    ["propertyNames of any text", { type: "object", propertyNames: { type: "string" }, additionalProperties: string }, [{ "": "x" }], [{ a: 1 }]],
    ["items", { type: "array", items: { type: "number" } }, [[], [1, 2]], [[1, "2"], {}, "x"]],
    ["minItems and maxItems", { type: "array", items: string, minItems: 1, maxItems: 2 }, [["a"], ["a", "b"]], [[], ["a", "b", "c"]]],
    ["items by their place", { type: "array", items: [string, string], minItems: 2, maxItems: 2 }, [["a", "b"]], [["a"]]],
    ["anyOf", { anyOf: [string, { type: "object", properties: { a: string }, additionalProperties: false }] }, ["x", {}, { a: "x" }], [1, { b: "x" }]],
    ["anyOf within anyOf", { anyOf: [{ anyOf: [string, { type: "number" }] }, { type: "boolean" }] }, ["x", 1, true], [null, []]],
    ["oneOf of words", { oneOf: [{ type: "string", const: "a" }, { type: "string", const: "b" }] }, ["a", "b"], ["c"]],
    ["anyOf of a word and any text", { anyOf: [{ type: "string", const: "a" }, string] }, ["a", "c"], [1]],
    ["allOf", { type: "string", allOf: [{ minLength: 2 }, { pattern: "^x" }] }, ["xy"], ["x", "ay"]],
    ["allOf that brings the type", { allOf: [{ type: "string", format: "uri" }, { type: "string", pattern: "^https:" }] }, ["https://example.com"], [7, false, "http://example.com"]],
    ["allOf of conditions", { type: "object", properties: { a: string }, allOf: [{ if: { required: ["a"] }, then: { required: ["b"] } }] }, [{ a: "x" }], [{ a: 1 }]],
    ["$ref", { $defs: { name: { type: "string", minLength: 2 } }, type: "object", properties: { a: { $ref: "#/$defs/name" } }, additionalProperties: false }, [{ a: "xy" }], [{ a: "x" }]],
    ["$ref through a $ref", { $defs: { a: { anyOf: [string, { $ref: "#/$defs/b" }] }, b: { type: "number" } }, type: "array", items: { $ref: "#/$defs/a" } }, [["x", 1]], [[true]]],
    ["nothing at all", {}, ["x", 1, null, [], { a: { b: 1 } }], []],
  ];

  it.each(cases)("agrees on %s", (_, schema, good, bad) => {
    expect(good.filter((value) => !takes(schema, value))).toEqual([]);
    expect(bad.filter((value) => takes(schema, value))).toEqual([]);
  });

  it("keeps definitions of one name apart by the schema that has them", () => {
    const part = (type: string): JsonSchema => ({ $defs: { value: { type } }, type: "object", properties: { v: { $ref: "#/$defs/value" } }, additionalProperties: false });
    const schema = { type: "object", properties: { a: part("string"), b: part("number") }, additionalProperties: false };
    expect(takes(schema, { a: { v: "x" }, b: { v: 1 } })).toBe(true);
    expect(takes(schema, { a: { v: 1 }, b: { v: 1 } })).toBe(false);
  });
});

describe("the nodes", () => {
  const root = (properties: JsonSchema): JsonSchema => ({ type: "object", properties, additionalProperties: false });

  it("hold no text and no default", () => {
    const described = { type: "string", title: "A title", description: "Words.", default: "x", examples: ["y"], $comment: "z" };
    expect(schemaNodes(root({ a: described }))).toEqual([{ type: "string" }, { type: "object", properties: { a: 0 } }]);
  });

  it("keep a key that is called like a keyword", () => {
    expect(schemaNodes(root({ title: string, type: string, description: { type: "number" } }))).toEqual([{ type: "string" }, { type: "number" }, { type: "object", properties: { title: 0, type: 0, description: 1 } }]);
  });

  it("are each there once", () => {
    const same = root({ x: string });
    expect(schemaNodes(root({ a: same, b: same, c: { type: "array", items: same } }))).toHaveLength(4);
  });

  it("do not keep the single words of a list", () => {
    const words = { anyOf: ["a", "b", "c"].map((word) => ({ type: "string", const: word })) };
    expect(schemaNodes(root({ a: words }))).toEqual([
      { type: "string", enum: ["a", "b", "c"] },
      { type: "object", properties: { a: 0 } },
    ]);
  });

  it("say by which property items are told apart, where each has it", () => {
    const items = (required: readonly string[]): JsonSchema => ({ type: "array", items: { type: "object", properties: { id: string }, required, additionalProperties: false } });
    expect(schemaNodes(root({ a: items(["id"]) })).map(({ arrayKey }) => arrayKey)).toContain("id");
    expect(schemaNodes(root({ a: items([]) })).map(({ arrayKey }) => arrayKey)).not.toContain("id");
  });
});
