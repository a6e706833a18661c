import { MolthubError } from "../../errors";
import type { Release } from "../releases/history";
import { shortCommit } from "../releases/releases";
import { endOf } from "../releases/verdict";

/** A release whose program can be had again. */
export type KnownRelease = Release & { readonly commit: string };

/**
 * The release to go back to.
 *
 * @param releases of the stack, newest first
 * @param number if undefined, the last that succeeded before the newest, with its rollout, and had another commit
 * @throws MolthubError `no-releases`, `unknown-release`, `failed-release`, `unknown-program`
 */
export function chooseRelease(releases: readonly Release[], number: number | undefined): KnownRelease {
  const [newest, ...before] = releases;
  if (newest === undefined) throw new MolthubError("no-releases", "this stack has no releases yet: there is nothing to go back to.");
  const meant = number === undefined ? before.find((release) => release.result === "succeeded" && endOf(release, releases).result === "succeeded" && release.commit !== newest.commit) : releases.find((release) => release.number === number);
  if (meant === undefined) {
    const why = number === undefined ? `no release before ${String(newest.number)} succeeded with another commit` : `this stack has no release ${String(number)}`;
    throw new MolthubError("unknown-release", `${why}. Look at "molthub releases", and name one: molthub rollback --to <release>.`);
  }
  const { commit, result } = meant;
  const which = `release ${String(meant.number)} (${meant.what || "no message"})`;
  if (result !== "succeeded") throw new MolthubError("failed-release", `${which} ${result === "failed" ? "failed" : "did not end"}: it is nothing to go back to. Name another one: molthub rollback --to <release>.`);
  if (commit === undefined) throw new MolthubError("unknown-program", `${which}: the history does not say which commit it was, so its program is not known. Name another one: molthub rollback --to <release>.`);
  if (meant.dirty) {
    throw new MolthubError("unknown-program", `${which} was made with changes that commit ${shortCommit(commit)} does not have, so its program is not known. Name another one: molthub rollback --to <release>; or check out what is wanted yourself, and run "molthub up" there.`);
  }
  return { ...meant, commit };
}
