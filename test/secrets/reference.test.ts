import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SecretReference } from "../../sdk/secrets";

describe("a secret reference", () => {
  it.each(["env:ANTHROPIC_API_KEY", "file:/run/secrets/slack", 'exec:["pass","show","x"]', "vault:kv/molt/slack#token", "op://vault/item/field", "aws-sm:prod/molt#token", "aws-sm:prod/molt", "gcp-sm:project/slack", "gcp-sm:project/slack#3"])("may be %s", (from) => {
    const reference = SecretReference.parse(from);
    expect(reference.from).toBe(from);
    expect(from.startsWith(reference.scheme)).toBe(true);
  });

  it.each(["", "hunter2-MARKER", "vault:kv/molt/slack-MARKER", "op:MARKER", "vautl:kv/MARKER#x", "env:NOT A MARKER", "gcp-sm:MARKER", "value"])("is no %s, and what was given is not shown: it may be the secret", (text) => {
    expect(() => SecretReference.parse(text)).toThrow(/^a secret reference .* Write it as in .*; to give a value itself, use secret\.value/);
    expect(() => SecretReference.parse(text)).not.toThrow(/MARKER/);
  });

  it("names the secret of each bot by a pattern", () => {
    const reference = SecretReference.parse("vault:kv/{bot}/slack/{bot}#token", "2");
    expect([reference.isPerBot, reference.forBot("alice").from, reference.forBot("alice").version, reference.forBot("alice").isPerBot]).toEqual([true, "vault:kv/alice/slack/alice#token", "2", false]);
  });

  it("tells its value to nobody by accident", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), (text) => {
        const value = `MARKER-${text}`;
        const reference = SecretReference.ofValue(value);
        expect([String(reference), JSON.stringify({ reference }), reference.from].join()).not.toContain("MARKER");
      }),
    );
  });

  it("has a value where it says so", () => {
    expect(() => SecretReference.ofValue(undefined)).toThrow("secret.value: has no value. Give it one");
  });
});
