import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, diffDocuments, requireValidPatterns, withLiveUnmanaged, withoutUnmanaged, type ConfigDocument, type Path } from "../../sdk/config";
import { memberOf } from "../../sdk/config/openDocument";
import { documents, frozen } from "./documents";

// Undefined stands for any key.
const keys = fc.array(fc.option(fc.constantFrom("a", "b", "c", "d", "a.b", "0", "toString"), { freq: 4, nil: undefined }), { minLength: 1, maxLength: 3 });
const patterns = fc.array(keys, { maxLength: 3 }).map((all) => ({
  texts: all.map((pattern) => pattern.map((key) => (key === undefined ? ".*" : `[${JSON.stringify(key)}]`)).join("").replace(/^\./, "")),
  /** The part of the path that is the bot's own, if any. */
  own: (path: Path): Path | undefined => path.map((_, end) => path.slice(0, end + 1)).find((part) => all.some((pattern) => pattern.length === part.length && pattern.every((key, at) => key === undefined || key === part[at]))),
}));

const at = (document: ConfigDocument, path: Path): unknown => path.reduce(memberOf, document as unknown);

describe("withoutUnmanaged", () => {
  it("drops what matches, and objects that only held that", () => {
    const document = { agents: { entries: { alice: { identity: { name: "A" }, model: "m" }, bob: { identity: { name: "B" } } } }, other: {} };
    expect(withoutUnmanaged(document, ["agents.entries.*.identity"])).toEqual({ agents: { entries: { alice: { model: "m" } } }, other: {} });
    expect(withoutUnmanaged({ agents: { entries: { bob: { identity: 1 } } } }, ["agents.entries.*.identity"])).toEqual({});
  });

  it("makes no difference of an object that only the bot fills", () => {
    const [absent, empty, filled] = [{}, { a: { b: {} } }, { a: { b: { c: 1 } } }].map((document) => withoutUnmanaged(document, ["a.*.c"]));
    expect(empty).toEqual(absent);
    expect(filled).toEqual(absent);
  });

  it("takes * for any key, and the quoted one for the key of that name", () => {
    const document = { groups: { "*": 1, x: 2 } };
    expect(withoutUnmanaged(document, ["groups.*"])).toEqual({});
    expect(withoutUnmanaged(document, ['groups["*"]'])).toEqual({ groups: { x: 2 } });
  });

  it("does not go into arrays: they are one leaf in every diff", () => {
    expect(withoutUnmanaged({ a: [{ b: 1 }] }, ["a.*.b", 'a["0"]'])).toEqual({ a: [{ b: 1 }] });
  });

  it("drops what is the bot's own, all of it, and nothing else but objects that are empty", () => {
    fc.assert(
      fc.property(documents, patterns, (document, { texts, own }) => {
        const left = withoutUnmanaged(document, texts);
        for (const { path, before, after } of diffDocuments(document, left)) {
          expect(after).toBeUndefined();
          if (own(path) === undefined) expect(before).toEqual({});
        }
        for (const { path } of diffDocuments({}, left)) expect(own(path)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});

describe("withLiveUnmanaged", () => {
  it("has the bot's values where the bot has one, and the wanted ones to start with", () => {
    const wanted = { entries: { alice: { identity: "start", model: "m" }, bob: { identity: "start" } }, theme: "dark" };
    const live = { entries: { alice: { identity: "own", model: "drifted" }, carol: { identity: "own", model: "x" } }, theme: "light", extra: 1 };
    expect(withLiveUnmanaged(wanted, live, ["entries.*.identity"])).toEqual({
      entries: { alice: { identity: "own", model: "m" }, bob: { identity: "start" }, carol: { identity: "own" } },
      theme: "dark",
    });
  });

  it("lets a wanted value win that stands where an object with such paths was", () => {
    expect(withLiveUnmanaged({ a: 1 }, { a: { b: 2 } }, ["a.b"])).toEqual({ a: 1 });
    expect(withLiveUnmanaged({ a: { b: 1 } }, { a: [1] }, ["a.b"])).toEqual({ a: { b: 1 } });
  });

  it("makes no object for nothing", () => {
    expect(withLiveUnmanaged({}, { a: { c: 1, b: {} } }, ["a.*.d"])).toEqual({});
  });
});

describe("both, for any documents and patterns", () => {
  it("agree on what is managed", () => {
    fc.assert(
      fc.property(documents, documents, patterns, (wanted, live, { texts: all }) => {
        expect(withoutUnmanaged(withLiveUnmanaged(frozen(wanted), frozen(live), all), all)).toStrictEqual(withoutUnmanaged(wanted, all));
      }),
      { numRuns: 1000 },
    );
  });

  it("change nothing the second time", () => {
    fc.assert(
      fc.property(documents, documents, patterns, (wanted, live, { texts: all }) => {
        const bare = withoutUnmanaged(wanted, all);
        expect(withoutUnmanaged(bare, all)).toStrictEqual(bare);
        const written = withLiveUnmanaged(wanted, live, all);
        expect(withLiveUnmanaged(written, live, all)).toStrictEqual(written);
        // Once it is written, nothing is left to write.
        expect(withLiveUnmanaged(wanted, written, all)).toStrictEqual(written);
      }),
    );
  });

  it("are the identity without patterns", () => {
    fc.assert(fc.property(documents, documents, (wanted, live) => {
      expect(withoutUnmanaged(wanted, [])).toBe(wanted);
      expect(withLiveUnmanaged(wanted, live, [])).toBe(wanted);
    }));
  });

  it("never write where the bot has a value of its own", () => {
    fc.assert(
      fc.property(documents, documents, patterns, (wanted, live, { texts, own }) => {
        for (const { path } of diffDocuments(live, withLiveUnmanaged(wanted, live, texts))) {
          const place = own(path);
          expect([path, place !== undefined && at(live, place) !== undefined]).toEqual([path, false]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("write what is wanted everywhere else", () => {
    fc.assert(
      fc.property(documents, documents, patterns, (wanted, live, { texts, own }) => {
        for (const { path, before } of diffDocuments(wanted, withLiveUnmanaged(wanted, live, texts))) {
          // An empty object that fills is a change at its own path, too.
          if (own(path) === undefined) expect(before).toEqual({});
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("let no drift be seen of what the bot does with its own", () => {
    fc.assert(
      fc.property(documents, fc.anything(), (document, own) => {
        const value = own === undefined ? 1 : (JSON.parse(JSON.stringify(own) ?? "1") as ConfigDocument);
        const live = { ...document, mine: { x: { identity: value } } };
        const wanted = { ...document, mine: { x: {} } };
        expect(canonicalJson(withoutUnmanaged(live, ["mine.*.identity"]))).toBe(canonicalJson(withoutUnmanaged(wanted, ["mine.*.identity"])));
      }),
    );
  });
});

describe("requireValidPatterns", () => {
  it("takes paths with or without *", () => {
    expect(() => { requireValidPatterns([], "x"); requireValidPatterns(["agents.entries.*.identity", 'a["b.c"]', "*"], "x"); }).not.toThrow();
  });

  it.each<[unknown, string]>([
    ["agents", 'bot alice: unmanaged: must be an array of paths, as in ["agents.entries.*.identity"], not a string'],
    [["agents..x"], 'bot alice: unmanaged: "agents..x" is not a path. Write keys with dots between them, and a key that is not a plain name as ["key"], as in models.providers["my.proxy"].models.'],
    [["<root>"], 'bot alice: unmanaged: "<root>" is the whole document. Name the paths that are the bot\'s own.'],
    [[null], "bot alice: unmanaged: null is not a path. Write keys with dots between them, and a key that is not a plain name as [\"key\"], as in models.providers[\"my.proxy\"].models."],
  ])("refuses %j", (patterns, message) => {
    expect(() => { requireValidPatterns(patterns, "bot alice: unmanaged"); }).toThrow(expect.objectContaining({ code: "invalid-path", message }));
  });
});
