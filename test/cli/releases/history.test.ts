import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { parseReleases, type Release } from "../../../sdk/cli/releases/history";
import { messageWith, readMessage } from "../../../sdk/cli/releases/message";
import { asTable } from "../../../sdk/cli/releases/releases";
import { newestVerdict, olderVerdict } from "../../../sdk/cli/releases/verdict";
import type { KnownGate } from "../../../sdk/cli/rollout/pausedRollout";

const head = "0f37ec53d95b62f63ad76d3a90d5af4b635cbad7";
const entry = { version: 0, kind: "update", startTime: "2026-11-23T12:57:42.000Z", message: "Shorter answers (rollout 371b9b2b67)", environment: { "git.author": "Ann", "git.head": head, "git.dirty": "false" }, config: {}, result: "succeeded" };
const release: Release = { number: 1, at: entry.startTime, who: "Ann", what: "Shorter answers", commit: head, dirty: false, rollouts: ["371b9b2b67"], result: "succeeded" };

function parse(...entries: readonly object[]): Release[] {
  return parseReleases(JSON.stringify(entries));
}

// Colors are there wherever CI is set.
function shown(...told: Parameters<typeof asTable>[0]): string {
  return stripVTControlCharacters(asTable(told));
}

describe("a history", () => {
  it("has the updates as releases, numbered by their place where the backend does not number them", () => {
    expect(parse({ ...entry, result: "failed" }, { ...entry, kind: "refresh" }, { ...entry, kind: "destroy" }, entry)).toEqual([{ ...release, number: 4, result: "failed" }, release]);
  });

  it("keeps the backend's own numbers, and knows what is not done yet", () => {
    expect(parse({ ...entry, version: 57, result: "in-progress" })).toEqual([{ ...release, number: 57, result: "in progress" }]);
  });

  it("says what is not known of a release that was made outside of git, and takes it for changed", () => {
    expect(parse({ version: 0, kind: "update", startTime: entry.startTime, result: "succeeded" })).toEqual([{ ...release, who: undefined, what: "", commit: undefined, dirty: true, rollouts: [] }]);
    expect(shown({ ...release, who: undefined, what: "", commit: undefined, rollouts: [], verdict: "succeeded" })).toMatch(/│ 1 +│ 2026-11-23 12:57:42Z +│ - +│ - +│ - +│ - +│ succeeded/);
  });

  it("takes a commit of which nobody says that it is clean for changed", () => {
    expect(parse({ ...entry, environment: { "git.head": head } })).toMatchObject([{ dirty: true }]);
  });

  it("is shown with what a reader needs to see at once", () => {
    expect(shown({ ...release, dirty: true, what: "x".repeat(60), verdict: "paused" })).toMatch(/│ x{49}… +│ 0f37ec53 dirty +│ 371b9b2b67 +│ paused/);
    expect(shown()).toBe("This stack has no releases yet.");
  });
});

describe("the message of a release", () => {
  it.each([
    ["Shorter answers", ["371b9b2b67"], "Shorter answers (rollout 371b9b2b67)"],
    ["Shorter (much) answers", ["371b9b2b67", "0000000000"], "Shorter (much) answers (rollouts 371b9b2b67, 0000000000)"],
    ["", ["371b9b2b67"], "(rollout 371b9b2b67)"],
    ["Shorter answers", [], "Shorter answers"],
  ])("%j with rollouts %j can be read again", (text, rollouts, message) => {
    expect(messageWith(text, rollouts)).toBe(message);
    expect(readMessage(message)).toEqual({ text, rollouts });
  });

  it("is none where there is nothing to say", () => {
    expect(messageWith("", [])).toBeUndefined();
  });

  it("of others is its first line", () => {
    expect(readMessage("Try (rollout of cats)\n\n(rollout 371b9b2b67)")).toEqual({ text: "Try (rollout of cats)", rollouts: [] });
  });
});

describe("the newest release", () => {
  const gate = (verdict: string, at: string): KnownGate => ({ fleet: "f", label: "step 1 of 1", verdict, at, opening: { held: [] }, takenBack: [], notTakenBack: [] });
  const [during, before] = ["2026-11-23T12:57:42.400Z", "2026-11-22T00:00:00.000Z"];

  it.each([
    ["succeeded", [gate("passed", during)], "succeeded"],
    ["succeeded", [gate("passed", during), gate("paused", before)], "paused"],
    ["failed", [gate("inconclusive", during)], "inconclusive"],
    ["failed", [gate("inconclusive", before)], "failed"],
    ["failed", [gate("aborted", during)], "aborted"],
    ["in progress", [gate("paused", before)], "in progress"],
  ] as const)("that %s with gates %o is told as its gates say", (result, gates, verdict) => {
    expect(newestVerdict({ ...release, result }, gates)).toBe(verdict);
  });
});

describe("an older release", () => {
  const ended: Release = { ...release, number: 3, result: "failed" };

  it("that paused has the verdict of the one which went on with its rollout, or took it back", () => {
    const other = { ...release, number: 2, rollouts: [] };
    expect(olderVerdict(release, [ended, other, release])).toBe("failed");
    expect(olderVerdict(release, [{ ...ended, commit: "a later one", what: "Taken back" }, other, release])).toBe("failed");
    expect(olderVerdict(other, [ended, other, release])).toBe("succeeded");
    expect(olderVerdict({ ...release, result: "in progress" }, [other, release])).toBe("in progress");
  });

  it("has its own where a rollback to it failed, where the same comes again, and where another fleet of the stack failed", () => {
    expect(olderVerdict(release, [{ ...ended, what: "Rollback to release 1: Shorter answers" }, release])).toBe("succeeded");
    expect(olderVerdict(release, [{ ...ended, commit: "a later one" }, release])).toBe("succeeded");
    expect(olderVerdict(release, [{ ...ended, rollouts: [...release.rollouts, "0000000000"] }, release])).toBe("succeeded");
  });
});
