import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffDocuments, formatPath, valueAt } from "../../sdk/config";
import { documents } from "./documents";

describe("diffDocuments", () => {
  it("is empty exactly for equal documents", () => {
    fc.assert(fc.property(documents, documents, (a, b) => isDeepStrictEqual(a, b) === (diffDocuments(a, b).length === 0)));
    fc.assert(fc.property(documents, (a) => { expect(diffDocuments(a, structuredClone(a))).toEqual([]); }));
  });

  it("tells at each path what is there before and after", () => {
    fc.assert(
      fc.property(documents, documents, (a, b) => {
        for (const { path, before, after } of diffDocuments(a, b)) {
          expect(before).toStrictEqual(valueAt(a, path));
          expect(after).toStrictEqual(valueAt(b, path));
          expect(before).not.toStrictEqual(after);
        }
      }),
    );
  });

  it("is the same backwards", () => {
    fc.assert(fc.property(documents, documents, (a, b) => { expect(diffDocuments(b, a)).toStrictEqual(diffDocuments(a, b).map(({ path, before, after }) => ({ path, before: after, after: before }))); }));
  });

  it("goes down to the leaves of what is new or gone, in the order of their paths", () => {
    const paths = diffDocuments({ gone: { x: 1, y: 2 }, kept: 1 }, { kept: 1, fresh: { z: { w: [1] } } }).map(({ path }) => formatPath(path));
    expect(paths).toEqual(["fresh.z.w", "gone.x", "gone.y"]);
  });

  it("sees arrays as one leaf", () => {
    expect(diffDocuments({ a: [1, 2] }, { a: [1, 3] })).toEqual([{ path: ["a"], before: [1, 2], after: [1, 3] }]);
  });

  it("sees an empty object that comes, goes or fills", () => {
    expect(diffDocuments({}, { a: {} })).toEqual([{ path: ["a"], before: undefined, after: {} }]);
    expect(diffDocuments({ a: {} }, { a: { b: 1 } })).not.toEqual([]);
  });
});
