import type { KnownGate } from "../rollout/pausedRollout";
import type { Release } from "./history";

/** How a release ended. */
export type ReleaseVerdict = Release["result"] | "paused" | "inconclusive" | "aborted";

/**
 * What became of the newest release: its gates know more than Pulumi, to which a pause is a success.
 *
 * @param gates as the stack's state has them
 */
export function newestVerdict({ result, at }: Release, gates: readonly KnownGate[]): ReleaseVerdict {
  const has = (verdict: string): boolean => gates.some((gate) => gate.verdict === verdict && isSince(gate.at, at));
  if (result === "succeeded") return gates.some(({ verdict }) => verdict === "paused") ? "paused" : result;
  if (result !== "failed") return result;
  return has("aborted") ? "aborted" : has("inconclusive") ? "inconclusive" : result;
}

/**
 * The release that says how this one ended: the newest with one of its rollouts. A rollout that paused goes on in a later release, or is
 * taken back by one.
 *
 * @param releases of the stack, newest first
 */
export function endOf(release: Release, releases: readonly Release[]): Release {
  return releases.find(({ rollouts }) => rollouts.some((id) => release.rollouts.includes(id))) ?? release;
}

/**
 * What became of a release before the newest.
 *
 * @param releases of the stack, newest first
 */
export function olderVerdict(release: Release, releases: readonly Release[]): ReleaseVerdict {
  return release.result === "succeeded" ? endOf(release, releases).result : release.result;
}

/** A history tells times to the second. */
function isSince(at: string | undefined, begin: string): boolean {
  return at !== undefined && Date.parse(at) >= Date.parse(begin);
}
