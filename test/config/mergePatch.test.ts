import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergePatch, type ConfigDocument, type ConfigValue } from "../../sdk/config";
import { documents, frozen } from "./documents";
import { mergePatchOfRfc } from "./rfc7396";

describe("mergePatch", () => {
  it("turns any document into any other by RFC 7396", () => {
    fc.assert(
      fc.property(documents, documents, (before, after) => {
        expect(mergePatchOfRfc(before, mergePatch(frozen(before), frozen(after)).patch)).toStrictEqual(after);
      }),
      { numRuns: 500 },
    );
  });

  it("is empty for equal documents only", () => {
    fc.assert(fc.property(documents, documents, (a, b) => isDeepStrictEqual(a, b) === (Object.keys(mergePatch(a, b).patch).length === 0)));
    fc.assert(fc.property(documents, (a) => { expect(mergePatch(a, structuredClone(a))).toEqual({ patch: {}, replacePaths: [] }); }));
  });

  it("names every array of the old document that changes or goes, and no other path", () => {
    fc.assert(
      fc.property(documents, documents, (before, after) => {
        const wanted = arraysOf(before)
          .filter(([path, array]) => !isDeepStrictEqual(array, at(after, path)))
          .map(([path]) => path.join("."));
        expect([...mergePatch(before, after).replacePaths].sort()).toEqual(wanted.sort());
      }),
      { numRuns: 500 },
    );
  });

  it("holds the changed leaves only", () => {
    expect(mergePatch({ a: { b: 1, c: 2 }, list: [1], gone: { x: [1] } }, { a: { b: 1, c: 3 }, list: [1, 2] })).toEqual({
      patch: { a: { c: 3 }, list: [1, 2], gone: null },
      replacePaths: ["gone.x", "list"],
    });
  });

  it("names no array that is only new", () => {
    expect(mergePatch({}, { a: { list: [1] } })).toEqual({ patch: { a: { list: [1] } }, replacePaths: [] });
  });
});

/** Every array of a document that is not inside another one. */
function arraysOf(document: ConfigDocument, path: readonly string[] = []): [readonly string[], ConfigValue[]][] {
  return Object.entries(document).flatMap(([key, value]): [readonly string[], ConfigValue[]][] => {
    if (Array.isArray(value)) return [[[...path, key], value]];
    return typeof value === "object" && value !== null ? arraysOf(value, [...path, key]) : [];
  });
}

/** The value at a path of names: an array is entered by no name, not by "0" either. */
function at(document: ConfigDocument, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined), document);
}
