import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { driftOf, presentable, redactionMarker, type AppliedDocument, type ConfigDocument, type DriftEntry } from "../../sdk/config";
import { appliedDocument, clawdbot } from "./appliedDocument";
import { documents, frozen, reordered } from "./documents";

/** The drift from one document to another. */
function drift(document: ConfigDocument, live: ConfigDocument, more: Partial<AppliedDocument> & { hiddenChanged?: boolean } = {}): DriftEntry[] {
  const { hiddenChanged = false, ...applied } = more;
  return driftOf(frozen(appliedDocument(document, applied)), frozen(live), hiddenChanged);
}

const telegram = (botToken: ConfigDocument[string]): ConfigDocument => ({ channels: { telegram: { botToken } } });

describe("driftOf", () => {
  it("shows nothing where nothing changed, whatever the order of keys, the stamps, and what is the bot's own", () => {
    fc.assert(
      fc.property(documents, documents, (document, own) => {
        const live = reordered({ ...document, meta: { lastTouchedAt: "now" }, wizard: {}, own }) as ConfigDocument;
        expect(drift({ ...document, own: { a: "start" } }, live, { unmanaged: ["own"] })).toEqual([]);
      }),
    );
  });

  it("shows every changed leaf by its path, as old and new value", () => {
    expect(drift({ a: { b: 1, c: 2 }, list: [1], gone: "x" }, { a: { b: 2, c: 2 }, list: [1, 2], "new key": true })).toEqual([
      { path: "a.b", kind: "changed", before: 1, after: 2 },
      { path: "gone", kind: "removed", before: "x" },
      { path: "list", kind: "changed", before: [1], after: [1, 2] },
      { path: '["new key"]', kind: "added", after: true },
    ]);
  });

  it("takes what cannot be read for unchanged, also in arrays, unless something hidden is known to have changed", () => {
    const document = { ...telegram("TOKEN-MARKER"), list: [{ id: "a", headers: { X: "HEADER-MARKER" } }], plain: 1 };
    const live = { ...telegram(redactionMarker), list: [{ id: "a", headers: { X: redactionMarker } }], plain: 1 };
    expect(drift(document, live)).toEqual([]);
    expect(drift(document, live, { hiddenChanged: true })).toEqual([
      { path: "channels.telegram.botToken", kind: "hidden" },
      { path: 'list["0"].headers.X', kind: "hidden" },
    ]);
  });

  it("names no hidden leaf that is the bot's own", () => {
    expect(drift(telegram("x"), telegram(redactionMarker), { unmanaged: ["channels.telegram"], hiddenChanged: true })).toEqual([]);
  });

  it("shows a secret that somebody added or took away, not which", () => {
    expect(drift({}, telegram(redactionMarker))).toEqual([{ path: "channels.telegram.botToken", kind: "added", after: "[secret]" }]);
    expect(drift(telegram("TOKEN-MARKER"), { channels: { telegram: { enabled: true } } })).toEqual([
      { path: "channels.telegram.botToken", kind: "removed", before: "[secret]" },
      { path: "channels.telegram.enabled", kind: "added", after: true },
    ]);
  });

  it("shows on a Clawdbot, which hides nothing, that a secret is another, and neither of the two", () => {
    const release = clawdbot;
    expect(drift(telegram("TOKEN-MARKER-1"), telegram("TOKEN-MARKER-2"), { release })).toEqual([{ path: "channels.telegram.botToken", kind: "changed", before: "[secret]", after: "[secret]" }]);
    expect(drift({ note: "DECLARED-MARKER" }, { note: "other-MARKER" }, { release, secretPaths: ["/note"] })).toEqual([{ path: "note", kind: "changed", before: "[secret]", after: "[secret]" }]);
  });

  it("compares with what a refresh saw and did not store", () => {
    const seen = presentable(telegram("TOKEN-MARKER-1"), {}, "key");
    expect(drift(seen, telegram("TOKEN-MARKER-1"), { release: clawdbot })).toEqual([]);
    expect(drift(seen, telegram(redactionMarker))).toEqual([]);
    expect(drift(seen, telegram("TOKEN-MARKER-2"), { release: clawdbot })).toEqual([{ path: "channels.telegram.botToken", kind: "changed", before: "[secret]", after: "[secret]" }]);
  });

  describe("a reference that was replaced by a literal", () => {
    const baked = (path: string, before: ConfigDocument[string], after: ConfigDocument[string] = "[secret]"): DriftEntry => ({ path, kind: "baked", before, after });

    it("is baked, whether the Gateway shows the literal or hides it, and the literal is not shown", () => {
      expect(drift(telegram("${BOT_TOKEN}"), telegram("VALUE-MARKER"))).toEqual([baked("channels.telegram.botToken", "${BOT_TOKEN}")]);
      expect(drift(telegram("${BOT_TOKEN}"), telegram(redactionMarker))).toEqual([baked("channels.telegram.botToken", "${BOT_TOKEN}")]);
      expect(drift({ ui: { name: "${TEAM}" } }, { ui: { name: "VALUE-MARKER" } })).toEqual([baked("ui.name", "${TEAM}")]);
    });

    it("is baked inside a longer text and in an array, too", () => {
      expect(drift({ logging: { file: "${CLAWDBOT_STATE_DIR}/gateway.log" } }, { logging: { file: "/home/x/MARKER/gateway.log" } })).toEqual([baked("logging.file", "${CLAWDBOT_STATE_DIR}/gateway.log")]);
      expect(drift({ args: ["--url", "${DB_URL}"] }, { args: ["--url", "VALUE-MARKER"] })).toEqual([baked("args", ["--url", "${DB_URL}"], ["--url", "[secret]"])]);
    });

    it("is baked where it was the Gateway's own kind of reference", () => {
      const ref = { source: "store", provider: "default", id: "BOT_TOKEN" };
      expect(drift(telegram(ref), telegram(redactionMarker))).toEqual([baked("channels.telegram.botToken", ref)]);
    });

    it("is not baked when it is another reference, or another text around it", () => {
      expect(drift(telegram("${A}"), telegram("${B}"))).toEqual([{ path: "channels.telegram.botToken", kind: "changed", before: "${A}", after: "${B}" }]);
      expect(drift({ file: "${A}/one" }, { file: "/x/two" })).toEqual([{ path: "file", kind: "changed", before: "${A}/one", after: "[secret]" }]);
    });

    it("does not show what else came into an array that lost a reference: it may have moved", () => {
      expect(drift({ args: ["--url", "${DB_URL}"] }, { args: ["--verbose", "--url", "VALUE-MARKER"] })).toEqual([{ path: "args", kind: "changed", before: ["--url", "${DB_URL}"], after: ["[secret]", "--url", "[secret]"] }]);
    });
  });

  it("shows a secret reference as a whole, and not the name that the Gateway hides", () => {
    const ref = (id: string, source = "env"): ConfigDocument => ({ source, provider: "default", id });
    expect(drift(telegram(ref("A")), telegram(ref(redactionMarker)))).toEqual([]);
    expect(drift(telegram(ref("A")), telegram(ref(redactionMarker, "store")))).toEqual([{ path: "channels.telegram.botToken", kind: "changed", before: ref("A"), after: ref("A", "store") }]);
    expect(drift({}, telegram(ref(redactionMarker)))).toEqual([{ path: "channels.telegram.botToken", kind: "added", after: ref("[secret]") }]);
  });

  it("shows no secret of the bot wherever it turns up, as a value, in a longer text, or as a key", () => {
    const secrets = ["ENV-MARKER-1"];
    const entries = drift({ ...telegram("TOKEN-MARKER"), n: "x" }, { ...telegram("TOKEN-MARKER"), n: "see TOKEN-MARKER", list: [{ "ENV-MARKER-1": 1 }, "ENV-MARKER-1"], "ENV-MARKER-1": 2, other: "sk-abcdefghijklmnop" }, { secrets });
    expect(entries).toHaveLength(4);
    expect(JSON.stringify(entries)).not.toMatch(/MARKER|sk-abc/);
  });

  it("shows no secret, for any documents", () => {
    const key = fc.constantFrom("token", "apiKey", "password");
    fc.assert(
      fc.property(documents, documents, key, key, fc.boolean(), (before, after, name, other, hiddenChanged) => {
        const applied = { ...before, [name]: "MARKER-1", here: ["MARKER-2", { [other]: "MARKER-3" }] };
        const live = { ...after, [other]: "MARKER-4", there: ["MARKER-2", { [name]: "MARKER-1" }], deep: { a: "MARKER-3" } };
        expect(JSON.stringify(drift(applied, live, { hiddenChanged, secretPaths: ["/here/0"] }))).not.toContain("MARKER");
      }),
    );
  });
});
