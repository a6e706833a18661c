import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FreezableBot } from "../../sdk/freeze/freeze";
import { asFreeze, frozenAt, frozenText, liftedBy, targetText, type Freeze, type StackFreeze } from "../../sdk/freeze";

const alice: FreezableBot = { bot: "alice", fleet: "support", labels: { region: "eu", canary: "true" }, release: { package: "openclaw", version: "2026.9.6" } };
const now = Date.parse("2026-11-20T12:00:00Z");
const of = (freeze: Partial<StackFreeze>): Freeze => asFreeze({ reason: "release week", ...freeze });
const isFrozen = (freeze: Partial<StackFreeze>, bot: FreezableBot = alice): boolean => frozenAt([of(freeze)], bot, now) !== undefined;

describe("a freeze holds for", () => {
  it.each<[string, Partial<StackFreeze>, boolean]>([
    ["every bot, when it says nothing else", {}, true],
    ["the bots of its fleet", { fleet: "support" }, true],
    ["no bot of another fleet", { fleet: "sales" }, false],
    ["its bot", { bot: "alice" }, true],
    ["no other bot", { bot: "bob" }, false],
    ["no bot of that name in another fleet", { fleet: "sales", bot: "alice" }, false],
    ["the bots with its labels", { select: { matchLabels: { region: "eu" } } }, true],
    ["no bot that lacks one of them", { select: { matchLabels: { region: "eu", tier: "1" } } }, false],
    ["the bots of its versions", { select: { version: ">=2026.8" } }, true],
    ["no bot of another version", { select: { version: "<2026.8" } }, false],
    ["no bot of the fleet that it does not select", { fleet: "support", select: { matchLabels: { region: "us" } } }, false],
  ])("%s", (_whom, freeze, expected) => {
    expect(isFrozen(freeze)).toBe(expected);
  });

  it("a bot of no fleet, unless it is of one", () => {
    const alone: FreezableBot = { bot: alice.bot, labels: alice.labels, release: alice.release };
    expect([isFrozen({}, alone), isFrozen({ bot: "alice" }, alone), isFrozen({ fleet: "support" }, alone)]).toEqual([true, true, false]);
  });
});

describe("the end of a freeze", () => {
  it.each([
    ["2026-11-19", false],
    ["2026-11-20", true],
    ["2026-11-21", true],
    ["2026-11-20T12:00:00Z", false],
    ["2026-11-20T12:00:01Z", true],
    ["2026-11-20T13:00:00+02:00", false],
    ["2026-11-20T11:30:00-01:00", true],
  ])("%s, at noon of 2026-11-20 in UTC: in force is %s", (until, expected) => {
    expect(isFrozen({ until })).toBe(expected);
  });

  it("is the first moment at which it does not hold, to the millisecond", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }), fc.boolean(), (date, isDay) => {
        const until = isDay ? date.toISOString().slice(0, 10) : date.toISOString();
        const end = isDay ? Date.parse(`${until}T23:59:59.999Z`) + 1 : date.getTime();
        expect([frozenAt([of({ until })], alice, end - 1) !== undefined, frozenAt([of({ until })], alice, end) !== undefined]).toEqual([true, false]);
      }),
    );
  });
});

describe("of several freezes", () => {
  const until = fc.option(fc.integer({ min: -100, max: 100 }).map((days) => new Date(now + days * 86_400_000).toISOString()), { nil: undefined });
  const freeze = fc.record({ until, bot: fc.constantFrom("alice", "bob", undefined) }).map((parts) => of(Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined))));

  it("the one is told that lasts longest, with all that it takes to lift those in force", () => {
    fc.assert(
      fc.property(fc.array(freeze, { maxLength: 6 }), (freezes) => {
        const inForce = freezes.filter((one) => frozenAt([one], alice, now) !== undefined);
        const told = frozenAt(freezes, alice, now);
        expect(told === undefined).toBe(inForce.length === 0);
        if (told === undefined) return;
        for (const { until: end } of inForce) expect(told.until === undefined || (end !== undefined && end <= told.until)).toBe(true);
        expect(told.lift.split(", and ").sort()).toEqual([...new Set(inForce.map(({ lift }) => lift))].sort());
      }),
    );
  });

  it("none is told where none is in force", () => {
    expect(frozenAt([], alice, now)).toBeUndefined();
    expect(frozenAt([of({ bot: "bob" }), of({ until: "2026-01-01" })], alice, now)).toBeUndefined();
  });
});

describe("a freeze in words", () => {
  it.each<[Partial<StackFreeze>, string, string]>([
    [{}, "the whole stack", "molthub unfreeze"],
    [{ bot: "alice" }, "bot alice", "molthub unfreeze alice"],
    [{ fleet: "support" }, "fleet support", "molthub unfreeze support"],
    [{ fleet: "support", bot: "alice" }, "bot alice of fleet support", "molthub unfreeze alice"],
    [{ fleet: "support", select: { matchLabels: { region: "eu", tier: "1" } } }, "fleet support where region=eu, tier=1", "molthub unfreeze support --select region=eu --select tier=1"],
    [{ select: { matchLabels: { region: "eu" } } }, "every bot where region=eu", "molthub unfreeze --select region=eu"],
    [{ fleet: "support", select: { version: "<2026.8" } }, "fleet support where version <2026.8", "take it out of the list `pulumi config get molthub:freeze`"],
  ])("%j", (freeze, target, lift) => {
    expect([targetText(freeze), liftedBy(freeze)]).toEqual([target, lift]);
  });

  it("says its end, if it has one", () => {
    expect([frozenText({ reason: "release week" }), frozenText({ reason: "release week", until: "2026-12-01" })]).toEqual(["frozen: release week", "frozen until 2026-12-01: release week"]);
  });
});
