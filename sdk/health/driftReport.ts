import { invalidDigest, liveDigest, type LiveConfig } from "../apply";
import { digestOf, driftOf, hiddenChange, holdsUnreadable, withoutUnmanaged, type AppliedDocument, type DriftEntry, type SeenConfig } from "../config";
import type { AppliedConfig } from "./snapshot";

/** What the stack's state says that a bot has. */
export interface LastApplied extends AppliedDocument, AppliedConfig {
  /** False for a bot that no update has reached yet. */
  readonly isReached: boolean;
  /** What was kept of its config when it was last known to be right. */
  readonly seen?: SeenConfig;
}

/** How a live bot differs from what was last applied to it. */
export interface DriftReport {
  readonly entries: readonly DriftEntry[];
  /** Why all of it differs, in words; absent where it can be told path by path. */
  readonly differs?: string;
  /** What the stack has not brought to the bot yet; absent where it has all. */
  readonly behind?: string;
  /** Whether a value changed that its Gateway does not show cannot be told. */
  readonly hiddenUnknown: boolean;
}

/** Compares a bot with what was last applied to it. */
export function driftReport(applied: LastApplied, live: LiveConfig): DriftReport {
  const none = { entries: [], hiddenUnknown: false };
  if (live.document === undefined) return { ...none, differs: live.baseHash === undefined ? `there is no config file at ${live.path}` : `its gateway calls its config file ${live.path} invalid` };
  if (!isApplied(applied)) return { ...none, ...behind(applied, live) };
  const hidden = hiddenChange(applied.seen, live.read, applied.key);
  return { entries: driftOf(applied, live.read.parsed, hidden === "changed"), hiddenUnknown: hidden === "unknown" && holdsUnreadable(applied, live.read.parsed) };
}

/** An update that could not reach its bot, or that only adopted it, leaves a document in the state that the bot does not have. */
function isApplied({ document, unmanaged, secretPaths, digest, key }: LastApplied): boolean {
  return digest === invalidDigest || digest === digestOf(withoutUnmanaged(document, unmanaged), secretPaths, key);
}

function behind(applied: LastApplied, live: LiveConfig): { behind: string; differs?: string } {
  const waiting = { behind: 'the document of the program was not brought to it yet; "pulumi up" does' };
  if (!applied.isReached || liveDigest(live.document, applied) === applied.digest) return waiting;
  return { ...waiting, differs: "it differs from what was last applied, and the state keeps only the document that is to come" };
}
