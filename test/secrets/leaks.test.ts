import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlantedSecrets } from "../../sdk/secrets";

const around = fc.string({ maxLength: 9 });

describe("planted secrets", () => {
  it.each<[string, (text: string) => string]>([
    ["clear", (text) => text],
    ["base64", (text) => Buffer.from(text).toString("base64")],
    ["hex", (text) => Buffer.from(text).toString("hex")],
    ["percent-encoded", encodeURIComponent],
  ])("are found in %s, whatever is around them", (form, written) => {
    fc.assert(
      fc.property(around, around, (before, after) => {
        const planted = new PlantedSecrets();
        const value = planted.plant("key", "sk/");
        planted.plant("other");
        const leaks = planted.leaksIn([{ name: "log", text: written(`${before}${value}${after}`) }]);
        expect(leaks).toContainEqual({ secret: "key", place: "log", form });
        expect(leaks.map(({ secret }) => secret)).not.toContain("other");
        expect(JSON.stringify(leaks)).not.toContain(value);
      }),
    );
  });

  it("are not found where they are not, and are the same each time they are asked for", () => {
    const planted = new PlantedSecrets();
    expect(planted.plant("key")).toBe(planted.plant("key"));
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => planted.leaksIn([{ name: "log", text }]).length === 0));
  });
});
