import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, digestOf, fingerprint, isUnknown, type ConfigDocument } from "../../sdk/config";
import { documents, reordered } from "./documents";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("canonicalJson", () => {
  it("is JSON of the same document, whatever the order of keys", () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(JSON.parse(canonicalJson(document))).toEqual(document);
        expect(canonicalJson(reordered(document))).toBe(canonicalJson(document));
      }),
    );
  });
});

describe("digestOf", () => {
  it("is 64 hex digits, equal for any order of keys and different when a value differs", () => {
    fc.assert(
      fc.property(documents, documents, (a, b) => {
        expect(digestOf(a)).toMatch(/^[0-9a-f]{64}$/);
        expect(digestOf(reordered(a) as ConfigDocument)).toBe(digestOf(a));
        expect(digestOf(a) === digestOf(b)).toBe(isDeepStrictEqual(a, b));
      }),
    );
  });

  it("never changes: a stored digest is compared with one that a later Molthub makes", () => {
    expect(digestOf({ b: [1, "x", true], a: { c: "ü" } })).toBe("dd6b8e103baf55157a6e6545ef4ecd76de42ef664af63d66721f395922fcf610");
    expect(digestOf({ a: { b: "secret" } }, ["/a/b"], "key")).toBe("780b429929870752d54acc804264caa9dd21c735c3bea0acc7d04a2e4611cac1");
  });

  it("leaves out what is not known yet", () => {
    expect(isUnknown(unknown)).toBe(true);
    expect(digestOf({ a: { b: unknown, c: 1 } })).toBe(digestOf({ a: { c: 1 } }));
    expect(digestOf({ a: [unknown, 1] })).toBe(digestOf({ a: [1] }));
  });

  it("differs when a secret differs, or the key of its hash", () => {
    const of = (secret: string, key = "key"): string => digestOf({ a: { token: secret } }, ["/a/token"], key);
    expect(new Set([of("one"), of("two"), of("one", "other key")]).size).toBe(3);
    expect(of("one")).toBe(of("one"));
  });

  it("cannot be guessed from the secret without the key: a secret leaf does not enter as itself", () => {
    expect(digestOf({ a: "guess" }, ["/a"], "key")).not.toBe(digestOf({ a: "guess" }));
    expect(digestOf({ a: "guess" }, ["/a"], "key")).toBe(digestOf({ a: fingerprint("guess", "key") }));
  });

  it("hides all that is below a secret path, and exactly that", () => {
    const hidden = digestOf({ a: { b: "x", c: ["y"] }, d: "z" }, ["/a"], "key");
    expect(hidden).toBe(digestOf({ a: { b: fingerprint("x", "key"), c: [fingerprint("y", "key")] }, d: "z" }));
  });

  it("finds a secret at a key with dots, slashes and tildes", () => {
    const of = (secret: string): string => digestOf({ "a.b/c~d": secret }, ["/a.b~1c~0d"], "key");
    expect(of("one")).not.toBe(digestOf({ "a.b/c~d": "one" }));
    expect(of("one")).not.toBe(of("two"));
  });
});

describe("fingerprint", () => {
  it("tells values apart and holds none of them", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), fc.string({ minLength: 6 }), (a, b) => {
        expect(fingerprint(a, "key")).toMatch(/^[0-9a-f]{32}$/);
        expect(fingerprint(a, "key") === fingerprint(b, "key")).toBe(a === b);
      }),
    );
  });
});
