import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mask } from "../../sdk/secrets";

describe("mask", () => {
  it("leaves no secret of four letters or more in a text", () => {
    const secret = fc.string({ minLength: 4, maxLength: 12, unit: fc.constantFrom("a", "b", "c", "$", "\\", ".") });
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), fc.array(fc.string(), { maxLength: 4 }), (secrets, words) => {
        const masked = mask(words.flatMap((word, at) => [word, secrets[at % secrets.length] ?? ""]).join("|"), secrets);
        for (const one of secrets) expect(masked).not.toContain(one);
      }),
    );
  });

  it("masks every occurrence, and keeps the rest as it is", () => {
    expect(mask("a=abc123 b=abc123, ok", ["abc123"])).toBe("a=[secret] b=[secret], ok");
  });

  it("masks a secret that contains another one whole", () => {
    expect(mask("key abcdefgh", ["abcd", "abcdefgh"])).toBe("key [secret]");
  });

  it("takes secrets for what they are, not for patterns", () => {
    expect(mask("a.c+ abcd", ["a.c+"])).toBe("[secret] abcd");
    expect(mask("p$&ss", ["p$&ss"])).toBe("[secret]");
  });

  it("does not shred words for very short secrets", () => {
    expect(mask("on the run", ["on", ""])).toBe("on the run");
  });
});
