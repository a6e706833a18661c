import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { presentable, redactionMarker, reveal, sealedValues, unstamped, type ConfigDocument } from "../../sdk/config";
import { documents, frozen } from "./documents";

const secretKeys = ["token", "botToken", "apiKey", "api_key", "API-KEY", "clientSecret", "password", "passphrase", "privateKey", "credentials", "Authorization", "cookies"];
const tokenShapes = [
  "sk-ant-REDACTED",
  "xoxb-123456789012-abcdef",
  "xapp-1-A0123456789-abc",
  "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
  "github_pat_abcdefghijklmnopqrstuvwx",
  "AKIAIOSFODNN7EXAMPLE",
  `AIza${"Sy0123456789abcdefghijklmnopqrstuvw"}`,
  "123456789:AAabcdefghijklmnopqrstuvwxyz0123456",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.abcdefghij",
];

const hidden = expect.stringMatching(/^hidden:[0-9a-f]{32}$/) as unknown;

describe("presentable", () => {
  it.each(secretKeys)("hides a literal at %s, also deep below it and in arrays", (key) => {
    const shown = presentable({ a: { [key]: "plain-words" }, [key]: { deep: ["more-words"] } }, {}, "k");
    expect(shown).toEqual({ a: { [key]: hidden }, [key]: { deep: [hidden] } });
  });

  it.each(tokenShapes)("hides %s wherever it stands, also inside other text", (token) => {
    const shown = presentable({ note: token, list: [`see ${token}!`] }, {}, "k");
    expect(shown).toEqual({ note: hidden, list: [hidden] });
  });

  it("shows numbers and flags at names like maxTokens, and ordinary text elsewhere", () => {
    const document = { maxTokens: 4096, token: true, name: "a sketch of a risk-free task", agents: { list: ["alice"] } };
    expect(presentable(document, {}, "k")).toEqual(document);
  });

  it("shows a whole-value reference, and hides one that stands in other text", () => {
    expect(presentable({ apiKey: "${ANTHROPIC_API_KEY}", token: "Bearer ${X}" }, {}, "k")).toEqual({ apiKey: "${ANTHROPIC_API_KEY}", token: hidden });
  });

  it("shows the very value that we wrote there, and hides any other at its place or elsewhere", () => {
    const sealed = { "/a/token": "ours-1234" };
    expect(presentable({ a: { token: "ours-1234" } }, sealed, "k")).toEqual({ a: { token: "ours-1234" } });
    expect(presentable({ a: { token: "theirs-99" }, b: { token: "ours-1234" } }, sealed, "k")).toEqual({ a: { token: hidden }, b: { token: hidden } });
  });

  it("takes a redacted leaf for the value we wrote, and hides one we know nothing of", () => {
    expect(presentable({ a: { key: redactionMarker }, b: redactionMarker }, { "/a/key": "ours" }, "k")).toEqual({ a: { key: "ours" }, b: hidden });
  });

  it("tells two hidden values apart, and the same one from run to run", () => {
    const of = (token: string, key = "k"): unknown => presentable({ token }, {}, key)["token"];
    expect(of("one-secret")).toBe(of("one-secret"));
    expect(new Set([of("one-secret"), of("two-secret"), of("one-secret", "other")]).size).toBe(3);
  });

  it("lets no secret through, for any document", () => {
    const marker = "MARKER-4711";
    const key = fc.constantFrom(...secretKeys);
    fc.assert(
      fc.property(documents, documents, key, fc.constantFrom(...tokenShapes), (above, below, name, token) => {
        const live = frozen({ above, [name]: { ...below, value: marker }, other: { list: [{ [name]: marker }, token] } });
        const shown = JSON.stringify(presentable(live, { "/above/value": marker }, "k"));
        expect(shown).not.toContain(marker);
        expect(shown).not.toContain(token);
      }),
    );
  });
});

describe("reveal", () => {
  it("puts the values we wrote at redacted leaves, also in arrays, and changes nothing else", () => {
    const live = { a: redactionMarker, list: ["x", redactionMarker], b: redactionMarker, c: "clear" };
    expect(reveal(live, { "/a": "one", "/list/1": "two", "/c": "not this" })).toEqual({ a: "one", list: ["x", "two"], b: redactionMarker, c: "clear" });
  });
});

describe("sealedValues", () => {
  it("holds what the Gateway redacts, what looks like a secret, and what was declared secret, by JSON Pointer", () => {
    const wanted: ConfigDocument = { redacted: "r", botToken: "t", "x/y": { plain: "declared" }, clear: "c", list: ["xoxb-123456789012-abcdef"], apiKey: "${KEY}" };
    const live = { ...wanted, redacted: redactionMarker };
    expect(sealedValues(wanted, live, ["/x~1y"])).toEqual({ "/redacted": "r", "/botToken": "t", "/x~1y/plain": "declared", "/list/0": "xoxb-123456789012-abcdef" });
  });

  it("brings a live document back to the wanted one, whatever the Gateway redacts: no drift where nothing drifted", () => {
    fc.assert(
      fc.property(documents, fc.infiniteStream(fc.boolean()), (wanted, coins) => {
        const live = redactedAt(wanted, () => coins.next().value === true);
        const sealed = sealedValues(wanted, live, []);
        expect(reveal(live, sealed)).toStrictEqual(wanted);
        expect(presentable(live, sealed, "k")).toStrictEqual(wanted);
      }),
    );
  });
});

describe("unstamped", () => {
  it("drops what the Gateway stamps at the root, and nothing of that name below it", () => {
    expect(unstamped({ meta: { lastTouchedAt: "now" }, wizard: {}, a: { meta: 1 } })).toEqual({ a: { meta: 1 } });
  });
});

function redactedAt(document: ConfigDocument, redact: () => boolean): ConfigDocument {
  return JSON.parse(JSON.stringify(document), (_key, value: unknown) => (typeof value === "string" && redact() ? redactionMarker : value)) as ConfigDocument;
}
