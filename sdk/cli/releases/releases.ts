import Table from "cli-table3";
import pc from "picocolors";
import { MolthubError } from "../../errors";
import { gatesOf } from "../rollout/pausedRollout";
import { tell } from "../tell";
import { readReleases, type Release } from "./history";
import { newestVerdict, olderVerdict, type ReleaseVerdict } from "./verdict";

const shownByDefault = 20;

/** A release, and how it ended. */
export type ToldRelease = Omit<Release, "result"> & { readonly verdict: ReleaseVerdict };

/** `molthub releases`: the updates of a stack, from its own history. */
export async function releases({ stack, json, last = String(shownByDefault) }: { stack?: string; json?: boolean; last?: string }): Promise<boolean> {
  const count = Number(last);
  if (!Number.isInteger(count) || count < 1) throw new MolthubError("invalid-last", `--last ${last}: must be a whole number of releases, at least 1.`);
  const all = await readReleases(stack);
  const gates = all.length === 0 ? [] : await gatesOf(stack);
  const told = all.slice(0, count).map(({ result, ...rest }, at): ToldRelease => ({ ...rest, verdict: at === 0 ? newestVerdict({ ...rest, result }, gates) : olderVerdict({ ...rest, result }, all) }));
  console.log(json === true ? JSON.stringify({ releases: told }, null, 2) : asTable(told));
  if (all.length > count) tell(`${String(all.length - count)} older ones: molthub releases --last ${String(all.length)}`);
  return true;
}

/** @param releases newest first */
export function asTable(told: readonly ToldRelease[]): string {
  if (told.length === 0) return "This stack has no releases yet.";
  const table = new Table({ head: ["release", "when", "who", "what", "commit", "rollouts", "verdict"], style: { head: [], border: [] } });
  for (const { number, at, who = "-", what, commit, dirty, rollouts, verdict } of told) {
    const of = commit === undefined ? "-" : `${shortCommit(commit)}${dirty ? " dirty" : ""}`;
    table.push([String(number), at.replace("T", " ").replace(/\.\d+Z$/, "Z"), who, shortened(what), of, rollouts.join(", ") || "-", colored(verdict)]);
  }
  return table.toString();
}

export function shortCommit(commit: string): string {
  return commit.slice(0, 8);
}

function shortened(text: string): string {
  return text.length > 50 ? `${text.slice(0, 49)}…` : text || "-";
}

function colored(verdict: ReleaseVerdict): string {
  if (verdict === "succeeded") return pc.green(verdict);
  return verdict === "failed" ? pc.red(verdict) : pc.yellow(verdict);
}
