import type { KnownGate } from "../rollout/pausedRollout";
import type { Release } from "./history";
import { abortMessage, isRollback } from "./message";

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
 * The release that says how this one ended: a rollout that paused goes on in a later release of the same program, or is taken back by one.
 *
 * @param releases of the stack, newest first
 */
export function endOf(release: Release, releases: readonly Release[]): Release {
  // Another fleet of the stack has a rollout of its own, which is named beside.
  const isOfRollout = ({ rollouts }: Release): boolean => rollouts.length > 0 && rollouts.every((id) => release.rollouts.includes(id));
  const goesOn = ({ what, commit }: Release): boolean => what === abortMessage || (commit === release.commit && !isRollback(what));
  return releases.find((one) => isOfRollout(one) && goesOn(one)) ?? release;
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
