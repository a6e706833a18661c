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

/** A history tells times to the second. */
function isSince(at: string | undefined, begin: string): boolean {
  return at !== undefined && Date.parse(at) >= Date.parse(begin);
}
