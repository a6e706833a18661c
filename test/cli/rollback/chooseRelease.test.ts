import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { chooseRelease } from "../../../sdk/cli/rollback/chooseRelease";
import { absoluteBackend } from "../../../sdk/cli/rollback/project";
import type { Release } from "../../../sdk/cli/releases/history";
import { MolthubError } from "../../../sdk/errors";

function release(number: number, commit: string | undefined, more: Partial<Release> = {}): Release {
  return { number, at: "2026-11-23T12:57:42.000Z", who: "Ann", what: `What ${String(number)} does`, commit, dirty: false, rollouts: [], result: "succeeded", ...more };
}

function refusal(releases: readonly Release[], number?: number): [string, string] {
  try {
    chooseRelease(releases, number);
    return ["chosen", ""];
  } catch (error) {
    return [(error as MolthubError).code, (error as MolthubError).message];
  }
}

describe("a rollback", () => {
  it("goes to the last release that succeeded before the newest, and was another program", () => {
    expect(chooseRelease([release(5, "c"), release(4, "c"), release(3, "b", { result: "failed" }), release(2, "a"), release(1, "z")], undefined).number).toBe(2);
    expect(chooseRelease([release(3, "c", { result: "failed" }), release(2, "b"), release(1, "a")], undefined).number).toBe(2);
  });

  it("goes by itself to none whose rollout paused, and was taken back later; to one whose rollout was tried again and succeeded", () => {
    const rollouts = ["371b9b2b67"];
    const [paused, aborted, first] = [release(2, "b", { rollouts }), release(3, "b", { rollouts, result: "failed", what: "Taken back" }), release(1, "a", { rollouts: ["0000000000"] })];
    expect(chooseRelease([release(4, "c"), aborted, paused, first], undefined).number).toBe(1);
    expect(chooseRelease([release(4, "c"), aborted, paused, first], 2).number).toBe(2);
    expect(chooseRelease([release(5, "c"), release(4, "b", { rollouts }), aborted, paused, first], undefined).number).toBe(4);
  });

  it("goes to the one that is named", () => {
    expect(chooseRelease([release(3, "c"), release(2, "b"), release(1, "a")], 1).number).toBe(1);
  });

  it.each([
    ["there are none", [], undefined, "no-releases", "no releases yet"],
    ["there is no other one", [release(2, "a"), release(1, "a")], undefined, "unknown-release", "no release before 2 succeeded with another commit"],
    ["there is none of that number", [release(1, "a")], 7, "unknown-release", 'has no release 7. Look at "molthub releases"'],
    ["it failed", [release(2, "b"), release(1, "a", { result: "failed" })], 1, "failed-release", "release 1 (What 1 does) failed"],
    ["it is not done", [release(2, "b", { result: "in progress" })], 2, "failed-release", "did not end"],
    ["its commit is not known", [release(2, "b"), release(1, undefined)], undefined, "unknown-program", "does not say which commit"],
    ["it had more than its commit", [release(2, "b"), release(1, "a", { dirty: true })], undefined, "unknown-program", "was made with changes that commit a does not have"],
  ] as const)("is refused where %s", (_why, releases, number, code, words) => {
    expect(refusal(releases, number)).toEqual([code, expect.stringContaining(words)]);
  });
});

it.each([
  ["file:///var/state", "file:///var/state"],
  ["file://./state", `file://${resolve("state")}`],
  ["file://.", `file://${resolve(".")}`],
  ["file://~", undefined],
  ["https://api.pulumi.com", undefined],
  ["s3://bucket", undefined],
])("a backend at %s is found from another folder at %s", (url, absolute) => {
  expect(absoluteBackend(url)).toBe(absolute);
});
