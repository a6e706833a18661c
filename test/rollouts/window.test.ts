import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { p95Of } from "../../sdk/rollouts/analysis/kinds/latency";
import { windowSince } from "../../sdk/rollouts/analysis/kinds/window";

/** What openclaw 2026.9.6 makes of such a window: its first and its last moment. */
function momentsOf({ utcOffset, startDate, endDate }: ReturnType<typeof windowSince>): { first: number; last: number; offset: number } {
  const [, sign, hours, minutes] = /^UTC([+-])(\d{1,2}):([0-5]\d)$/.exec(utcOffset) ?? [];
  const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return { offset, first: Date.parse(`${startDate}T00:00:00Z`) - offset * 60_000, last: Date.parse(`${endDate}T23:59:59.999Z`) - offset * 60_000 };
}

const moment = fc.date({ min: new Date("2026-01-01"), max: new Date("2028-12-31"), noInvalidDate: true });

describe("a window of usage", () => {
  it("begins at the first full minute after a change, ends after now, and has an offset that the gateway takes", () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 40 * 86_400_000 }), (since, later) => {
        const now = new Date(since.getTime() + later);
        const { first, last, offset } = momentsOf(windowSince(since, now));
        expect(first - since.getTime()).toBeGreaterThanOrEqual(0);
        expect(first - since.getTime()).toBeLessThan(60_000);
        expect(last).toBeGreaterThan(now.getTime());
        expect([offset >= -720, offset <= 840]).toEqual([true, true]);
      }),
    );
  });

  it("is written as the gateway was seen to take it", () => {
    expect(windowSince(new Date("2026-11-23T09:03:12.345Z"), new Date("2026-11-23T09:10:00Z"))).toEqual({ mode: "specific", utcOffset: "UTC-9:04", startDate: "2026-11-23", endDate: "2026-11-23" });
  });
});

describe("the latency of many sessions", () => {
  const session = fc.record({ count: fc.integer({ min: 1, max: 9 }), p95Ms: fc.integer({ min: 1, max: 100_000 }) });

  it("covers 95 % of the answers, and no lower one does", () => {
    fc.assert(
      fc.property(fc.array(session, { minLength: 1 }), (sessions) => {
        const found = p95Of(sessions);
        const shareUpTo = (limit: number): number => sessions.filter(({ p95Ms }) => p95Ms <= limit).reduce((sum, { count }) => sum + count, 0) / sessions.reduce((sum, { count }) => sum + count, 0);
        expect(shareUpTo(found)).toBeGreaterThanOrEqual(0.95);
        expect(shareUpTo(found - 1)).toBeLessThan(0.95);
      }),
    );
  });

  it("is not made by one slow answer among many", () => {
    expect(p95Of([{ count: 99, p95Ms: 1_000 }, { count: 1, p95Ms: 600_000 }])).toBe(1_000);
  });
});
