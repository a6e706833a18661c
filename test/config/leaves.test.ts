import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changedLeaves, diffDocuments, fingerprintsOf, fromPointer, publicDigestOf, toPointer, type ConfigDocument } from "../../sdk/config";
import { documents, reordered } from "./documents";

const changed = (before: ConfigDocument, after: ConfigDocument): string[] => changedLeaves(fingerprintsOf(before, "k"), fingerprintsOf(after, "k"), "k");

describe("leaves by their fingerprints", () => {
  it("tell what changed as exactly as the documents themselves", () => {
    fc.assert(
      fc.property(documents, documents, (before, after) => {
        expect(changed(before, after)).toEqual(diffDocuments(before, after).map(({ path }) => toPointer(path)).sort());
      }),
      { numRuns: 1_000 },
    );
  });

  it.each<[string, ConfigDocument, ConfigDocument, string[]]>([
    ["a value", { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, ["/a/c"]],
    ["an item of an array: the array", { a: [1, 2] }, { a: [1] }, ["/a"]],
    ["the last member of an object", { a: { b: 1 } }, { a: {} }, ["/a/b"]],
    ["the first member of an object", { a: {} }, { a: { b: 1 } }, ["/a/b"]],
    ["an object in the place of a value", { a: 1 }, { a: { b: 1 } }, ["/a"]],
    ["a value in the place of an object", { a: { b: 1, c: { d: 2 } } }, { a: [] }, ["/a"]],
    ["an empty object", {}, { a: {} }, ["/a"]],
    ["keys that need care", { "x/y": { "~": 1 }, "": 1 }, { "x/y": { "~": 2 }, "": 2 }, ["/", "/x~1y/~0"]],
  ])("name %s", (_what, before, after, pointers) => {
    expect(changed(before, after)).toEqual(pointers);
  });

  it("tell nothing of a value to who has not the key, and nothing of equal values at other keys", () => {
    const of = (key: string): string | undefined => fingerprintsOf({ pin: 1234 }, key)["/pin"];
    expect(of("k")).toMatch(/^[0-9a-f]{32}$/);
    expect(of("k")).not.toBe(of("other"));
  });
});

describe("a JSON Pointer", () => {
  it("leads back to its path, for any keys", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom("~", "/", "~1", "~0", "", "a/b"))), (path) => {
        expect(fromPointer(toPointer(path))).toEqual(path);
      }),
    );
  });
});

describe("the public digest", () => {
  it("is that of a document in any order of keys, and of no other document", () => {
    fc.assert(
      fc.property(documents, documents, (some, other) => {
        expect(publicDigestOf(reordered(some) as ConfigDocument, [], [])).toBe(publicDigestOf(some, [], []));
        expect(publicDigestOf(some, [], []) === publicDigestOf(other, [], [])).toBe(diffDocuments(some, other).length === 0);
      }),
    );
  });

  it("knows nothing of what is left out, whatever it is, and of what is the bot's own", () => {
    const of = (token: ConfigDocument[string], level: string, name: string): string => publicDigestOf({ channel: { token, level }, agents: { a: { name } } }, ["agents.*.name"], ["/channel/token"]);
    expect(of("one", "x", "n")).toBe(of({ source: "env" }, "x", "m"));
    expect(of("one", "x", "n")).not.toBe(of("one", "y", "n"));
  });
});
