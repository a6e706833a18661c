import { describe, expect, it } from "vitest";
import { botFreeze, fleetFreeze, stackFreezes } from "../../sdk/freeze";
import { MolthubError } from "../../sdk/errors";

const where = "stack config molthub:freeze";

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof MolthubError) return error.message;
    throw error;
  }
  return "accepted";
}

const untilText = 'must be a day, or a time with its zone, as in "2026-12-01" or "2026-12-01T08:00:00Z".';

describe("the freezes of the stack's settings", () => {
  it("are read as they are", () => {
    const freezes = [{ reason: "release week" }, { fleet: "support", select: { matchLabels: { region: "eu" }, version: ">=2026.8" }, reason: "x", until: "2026-12-01T08:00:00+01:00", by: "ann", at: "2026-11-20T12:00:00.000Z" }, { bot: "alice", reason: "x", until: "2026-12-01" }];
    expect(stackFreezes(where, freezes)).toEqual(freezes);
    expect(stackFreezes(where, [])).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["no list", { reason: "x" }, `${where}: must be a list of freezes.`],
    ["what is no freeze", [{ reason: "x" }, "all"], `${where}[1]: must be a freeze: an object.`],
    ["no reason", [{ bot: "alice" }], `${where}[0]: reason: must say why, as in "release week".`],
    ["an empty reason", [{ reason: " " }], `${where}[0]: reason: must say why, as in "release week".`],
    ["a key that there is not", [{ reason: "x", untill: "2026-12-01" }], `${where}[0]: "untill" is not a part of a freeze. Use \`fleet\`, \`bot\`, \`select\`, \`reason\`, \`until\`, \`by\`, \`at\`.`],
    ["an end that is none", [{ reason: "x", until: "friday" }], `${where}[0]: until: ${untilText}`],
    ["a day that there is not", [{ reason: "x", until: "2026-02-30" }], `${where}[0]: until: ${untilText}`],
    ["a time of nobody knows where", [{ reason: "x", until: "2026-12-01T08:00:00" }], `${where}[0]: until: ${untilText}`],
    ["a bot without a name", [{ reason: "x", bot: "" }], `${where}[0]: bot: must be the name of a bot.`],
    ["a selector that is none", [{ reason: "x", select: "eu" }], `${where}[0]: select: must be a selector, as in { matchLabels: { region: "eu" } }.`],
    ["a selector that selects by nothing known", [{ reason: "x", select: { labels: {} } }], `${where}[0]: select: "labels" is not a part of a selector. Use \`matchLabels\` and \`version\`.`],
    ["a range of versions that is none", [{ reason: "x", select: { version: "new" } }], `${where}[0]: select: version: is not a range of versions, as in ">=2026.3 <2026.8"`],
  ])("are refused with %s, naming the place", (_what, value, message) => {
    expect(refusal(() => stackFreezes(where, value))).toBe(message);
  });
});

describe("the freeze of a program", () => {
  it("of a fleet is of its bots, and lifted there", () => {
    expect(fleetFreeze("support", { reason: "x", bots: ["alice"], until: undefined }, ["alice", "bob"])).toEqual({ reason: "x", bots: ["alice"], fleet: "support", lift: "take `freeze` out of fleet support" });
  });

  it("of a bot is of that bot, and lifted there", () => {
    expect(botFreeze("alice", { reason: "x", until: "2026-12-01" })).toEqual({ reason: "x", until: "2026-12-01", bots: ["alice"], lift: "take `freeze` out of bot alice" });
  });

  it("names the place of what is wrong", () => {
    expect(refusal(() => fleetFreeze("support", { reason: "x", bots: ["alise"] }, ["alice", "bob"]))).toBe("fleet support: freeze: bots: there is no bot alise in this fleet. Its bots: alice, bob.");
    expect(refusal(() => fleetFreeze("support", { reason: "x", fleet: "sales" }, []))).toBe('fleet support: freeze: "fleet" is not a part of a freeze. Use `reason`, `until`, `select`, `bots`.');
    expect(refusal(() => botFreeze("alice", { reason: "x", select: {} }))).toBe('bot alice: freeze: "select" is not a part of a freeze. Use `reason`, `until`.');
    expect(refusal(() => botFreeze("alice", "release week"))).toBe("bot alice: freeze: must be a freeze: an object.");
  });
});
