import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { GatewayError } from "../../sdk/gateway";
import { parseFrame } from "../../sdk/gateway/frames";

describe("parseFrame", () => {
  test("reads responses and events, and drops keys it does not know", () => {
    expect(parseFrame(`{"type":"res","id":"m1","ok":true,"payload":[1],"trace":"x"}`)).toEqual({ type: "res", id: "m1", ok: true, payload: [1] });
    expect(parseFrame(`{"type":"event","event":"tick","seq":3}`)).toEqual({ type: "event", event: "tick" });
  });

  test.each([
    "",
    "{",
    "null",
    "[]",
    `{"type":"req","id":"1"}`,
    `{"type":"res","id":1,"ok":true}`,
    `{"type":"res","id":"m1","ok":false,"error":{"code":"X"}}`,
    `{"type":"res","id":"m1","ok":false,"error":{"code":"X","message":"m","retryAfterMs":-5}}`,
  ])("refuses %s", (text) => {
    expect(() => parseFrame(text)).toThrow(GatewayError);
  });

  test("whatever arrives, it is a frame or a protocol error that does not quote it", () => {
    const marker = "sk-live-marker";
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseFrame(`${text}${marker}`);
        } catch (error) {
          expect(error).toMatchObject({ code: "protocol" });
          expect(String(error)).not.toContain(marker);
        }
      }),
    );
  });
});
