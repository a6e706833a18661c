import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LayerSelector } from "../../sdk/config";
import { selects } from "../../sdk/config/selector";

const selected = (selector: unknown, labels: Record<string, string> = {}, version = "2026.9.6"): boolean =>
  selects({ name: "bot alice: profiles[0]", config: {}, selector: selector as LayerSelector }, { labels, release: { package: "openclaw", version } });

describe("a selector", () => {
  it("that is empty selects every bot, as does none", () => {
    expect(selected({})).toBe(true);
    expect(selected({ matchLabels: {} })).toBe(true);
    expect(selected({ matchLabels: undefined, version: undefined })).toBe(true);
    expect(selects({ name: "x", config: {} }, { labels: {}, release: { package: "openclaw", version: "2026.9.6" } })).toBe(true);
  });

  it("selects bots that have all its labels, whatever else they have", () => {
    const labels = fc.dictionary(fc.constantFrom("region", "tier", "toString"), fc.constantFrom("a", "b"));
    fc.assert(fc.property(labels, labels, (wanted, own) => selected({ matchLabels: wanted }, own) === Object.entries(wanted).every(([label, value]) => Object.hasOwn(own, label) && own[label] === value)));
  });

  it.each([
    [">=2026.3 <2026.8", ["2026.3.0", "2026.3.13", "2026.7.31"], ["2026.2.28", "2026.8.0", "2026.9.6"]],
    ["<2026.8", ["2026.1.24", "2026.1.24-3"], ["2026.8.0", "2026.8.0-beta.1"]],
    ["2026.1.24 || 2026.9", ["2026.1.24", "2026.1.24-3", "2026.9.6"], ["2026.1.25", "2026.3.13"]],
    [">2026.1.24", ["2026.1.25"], ["2026.1.24-3", "2026.1.24"]],
    [">=2026.1.24", ["2026.1.24-3"], ["2026.1.23-9"]],
    ["2026.1.24-3", ["2026.1.24-3", "2026.1.24"], ["2026.1.25"]],
    ["<=2026.1.24-3", ["2026.1.24-3"], ["2026.1.25"]],
    ["2026.1.24-3 - 2026.3.13", ["2026.1.24-3", "2026.2.1", "2026.3.13"], ["2026.3.14"]],
    [">=2026.3", ["2026.3.0-beta.1"], ["2026.2.9-beta.1"]],
  ])("takes versions by range: %s", (version, inside, outside) => {
    for (const of of inside) expect([of, selected({ version }, {}, of)]).toEqual([of, true]);
    for (const of of outside) expect([of, selected({ version }, {}, of)]).toEqual([of, false]);
  });

  it("wants labels and version both", () => {
    const selector = { matchLabels: { region: "eu" }, version: ">=2026.9" };
    expect(selected(selector, { region: "eu" })).toBe(true);
    expect(selected(selector, { region: "us" })).toBe(false);
    expect(selected(selector, { region: "eu" }, "2026.3.13")).toBe(false);
  });

  it.each([
    ["eu", 'must be an object, as in { matchLabels: { region: "eu" } }'],
    [null, 'must be an object, as in { matchLabels: { region: "eu" } }'],
    [{ matchLabel: { region: "eu" } }, '"matchLabel" is not a part of a selector. Use `matchLabels` and `version`.'],
    [{ matchLabels: "eu" }, 'matchLabels: must be labels with their values, as in { region: "eu" }'],
    [{ matchLabels: null }, 'matchLabels: must be labels with their values, as in { region: "eu" }'],
    [{ matchLabels: { canary: true } }, 'matchLabels.canary: a label must be a string, as in "eu" or "true"'],
    [{ version: "newest" }, 'version: is not a range of versions, as in ">=2026.3 <2026.8"'],
    [{ version: "" }, 'version: is not a range of versions, as in ">=2026.3 <2026.8"'],
    [{ version: 2026.9 }, 'version: is not a range of versions, as in ">=2026.3 <2026.8"'],
  ])("that cannot be understood is refused: %j", (selector, message) => {
    expect(() => selected(selector)).toThrow(expect.objectContaining({ code: "invalid-layer", message: `bot alice: profiles[0]: selector: ${message}` }));
  });
});
