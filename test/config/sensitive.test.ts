import { describe, expect, it } from "vitest";
import { knownReleases, presentable, sealedValues, type ConfigDocument } from "../../sdk/config";
import { holdsInclude } from "../../sdk/config/include";
import { releaseTable } from "../../sdk/config/releases";
import { isSensitivePath } from "../../sdk/config/sensitive";

const patterns = [...new Set(knownReleases().flatMap((release) => releaseTable(release)?.sensitive ?? []))];
const marker = "plain words of no shape";

/** A document with one value at a path; `*` is some key. */
function holding(pattern: string, value: string): ConfigDocument {
  return pattern.split(".").reduceRight<ConfigDocument | string>((inner, key) => ({ [key === "*" ? "some" : key]: inner }), value) as ConfigDocument;
}

describe("a text where some gateway keeps a secret", () => {
  it("is never shown, whichever release the bot runs: a Clawdbot hides none of them itself", () => {
    expect(patterns.length).toBeGreaterThan(50);
    for (const pattern of patterns.filter((text) => !text.includes("[]"))) {
      expect(JSON.stringify(presentable(holding(pattern, marker), {}, "k")), pattern).not.toContain(marker);
      expect(Object.values(sealedValues(holding(pattern, marker), {}, [])), pattern).toEqual([marker]);
    }
  });

  it("is shown where it only refers to the environment: that is no secret, and must stay comparable", () => {
    for (const pattern of patterns) {
      const document = holding(pattern, "${SOME_KEY}");
      expect(presentable(document, {}, "k"), pattern).toEqual(document);
    }
  });

  it("is one in the environment of the document, by whatever name", () => {
    for (const path of [["env", "vars", "DATABASE_URL"], ["env", "DATABASE_URL"], ["skills", "entries", "weather", "env", "STATION"], ["mcp", "servers", "wiki", "env", "SPACE"]]) expect(isSensitivePath(path)).toBe(true);
    expect(presentable({ env: { vars: { DATABASE_URL: marker } } }, {}, "k")).toEqual({ env: { vars: { DATABASE_URL: expect.stringMatching(/^hidden:/) as string } } });
  });

  it("is not one beside it", () => {
    for (const path of [["gateway", "mode"], ["messages", "responsePrefix"], ["agents", "defaults", "workspace"], ["tools", "deny"]]) expect(isSensitivePath(path)).toBe(false);
  });
});

describe("holdsInclude", () => {
  it.each<[unknown, boolean]>([
    [{ $include: "./x.json5" }, true],
    [{ a: { b: [{ $include: ["./x.json5"] }] } }, true],
    [{ a: "$include", b: ["$include"] }, false],
    [{}, false],
  ])("%j: %s", (document, expected) => {
    expect(holdsInclude(document)).toBe(expected);
  });
});
