import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adoptOverlay, driftOf, redactionMarker, type AppliedDocument, type ConfigDocument } from "../../sdk/config";
import { appliedDocument, clawdbot } from "./appliedDocument";
import { documents, frozen } from "./documents";
import { mergePatchOfRfc } from "./rfc7396";

function adopt(document: ConfigDocument, live: ConfigDocument, more: Partial<AppliedDocument> & { hosted?: boolean } = {}): ReturnType<typeof adoptOverlay> {
  const { hosted = false, ...applied } = more;
  return adoptOverlay(frozen(appliedDocument(document, applied)), frozen(live), hosted);
}

describe("adoptOverlay", () => {
  it("makes of the applied document the one that the bot runs, for any two", () => {
    fc.assert(
      fc.property(documents, documents, (document, live) => {
        const { overlay, leftOut } = adopt(document, { ...live, meta: { lastTouchedVersion: "x" } });
        expect(mergePatchOfRfc(document, overlay)).toStrictEqual(live);
        expect(leftOut).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("leaves what is the bot's own as it is in the code, and follows in all else", () => {
    fc.assert(
      fc.property(documents, documents, fc.subarray(["a", "b.c", "*.d"], { minLength: 1 }), (document, live, unmanaged) => {
        const { overlay } = adopt(document, live, { unmanaged });
        const code = mergePatchOfRfc(document, overlay) as ConfigDocument;
        expect(driftOf(appliedDocument(code, { unmanaged }), live, false)).toEqual([]);
        expect(adopt(document, document, { unmanaged }).overlay).toEqual({});
      }),
      { numRuns: 500 },
    );
    expect(adopt({ a: { own: "start", x: 1 } }, { a: { own: "grown", y: 2 } }, { unmanaged: ["a.own"] }).overlay).toEqual({ a: { x: null, y: 2 } });
  });

  it("holds no secret, names those it leaves out, and follows in all else, for any two documents", () => {
    const key = fc.constantFrom("token", "apiKey", "password");
    fc.assert(
      fc.property(documents, documents, key, fc.boolean(), (before, after, name, hides) => {
        const document = { ...before, [name]: "MARKER-1" };
        const live = { ...after, [name]: hides ? redactionMarker : "MARKER-2", deep: { [name]: "MARKER-3", x: 1 }, list: ["MARKER-1"] };
        const { overlay, leftOut } = adopt(document, live);
        expect(JSON.stringify([overlay, leftOut])).not.toMatch(/MARKER|REDACTED/);
        expect(leftOut.map(({ path }) => path).sort()).toEqual([`deep.${name}`, "list", ...(hides ? [] : [name])].sort());
        expect(mergePatchOfRfc(document, overlay)).toStrictEqual({ ...after, [name]: "MARKER-1", deep: { x: 1 } });
      }),
    );
  });

  it("adds no empty object for what holds secrets only", () => {
    expect(adopt({ a: 1 }, { a: 1, channels: { telegram: { botToken: redactionMarker } } })).toEqual({ overlay: {}, leftOut: [{ path: "channels.telegram.botToken", why: "secret" }] });
  });

  it("leaves a reference that was replaced by its value", () => {
    const args = (last: string): ConfigDocument => ({ args: ["--url", last], n: last });
    expect(adopt(args("${DB_URL}"), args("VALUE-MARKER"), { release: clawdbot })).toEqual({
      overlay: {},
      leftOut: [
        { path: "args", why: "reference" },
        { path: "n", why: "reference" },
      ],
    });
  });

  it("takes over another reference", () => {
    expect(adopt({ token: "${A}", file: "${A}/x" }, { token: "${B}", file: "${B}" })).toEqual({ overlay: { token: "${B}", file: "${B}" }, leftOut: [] });
  });

  it("takes over a reference, but not one whose name the Gateway hides", () => {
    const ref = { source: "env", provider: "default", id: "SLACK" };
    expect(adopt({}, { a: { token: ref, other: "${SLACK}" } })).toEqual({ overlay: { a: { token: ref, other: "${SLACK}" } }, leftOut: [] });
    expect(adopt({}, { a: { token: { ...ref, id: redactionMarker } } })).toEqual({ overlay: {}, leftOut: [{ path: "a.token", why: "secret" }] });
  });

  it("leaves what Molthub sets on the bots it hosts, and only there", () => {
    const managed = { gateway: { bind: "loopback", auth: { mode: "token" } }, logging: { file: "${OPENCLAW_STATE_DIR}/gateway.log" } };
    const live = { ...managed, gateway: { bind: "lan", auth: { mode: "token", token: "MARKER" }, reload: { mode: "off" } } };
    expect(adopt(managed, live, { hosted: true })).toEqual({
      overlay: { gateway: { reload: { mode: "off" } } },
      leftOut: [
        { path: "gateway.bind", why: "managed" },
        { path: "gateway.auth.token", why: "managed" },
      ],
    });
    expect(adopt(managed, live)).toMatchObject({ overlay: { gateway: { bind: "lan", reload: { mode: "off" } } }, leftOut: [{ path: "gateway.auth.token", why: "secret" }] });
  });
});
