import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { MolthubError } from "../../errors";
import { shortList } from "../../shortList";
import { exitCodes, type ExitCode } from "../exitCodes";
import { asText, shownNames } from "../plan/asText";
import { fleetPlan } from "../plan/fleetPlan";
import type { Preview, ProgramPlace } from "../plan/preview";
import { summarize } from "../plan/summary";
import { toldPreview } from "../plan/toldPreview";
import { policyArgs, type PolicyPacks } from "../policyPacks";
import { git } from "../releases/git";
import { readReleases } from "../releases/history";
import { rollbackMessage } from "../releases/message";
import { shortCommit } from "../releases/releases";
import { gatesOf } from "../rollout/pausedRollout";
import { hostType } from "../stackBots";
import { tell } from "../tell";
import { deploy } from "../up/deploy";
import { Checkout } from "./checkout";
import { chooseRelease, type KnownRelease } from "./chooseRelease";
import { confirmed, requireAnswerable } from "./confirm";
import { clonedProject, environmentOf, type ClonedProject } from "./project";

/** `molthub rollback`: an ordinary update of the whole stack by the program of an earlier release, with today's settings of the stack. */
export async function rollback(options: PolicyPacks & { stack?: string; to?: string; yes?: boolean }): Promise<ExitCode> {
  const { to, yes = false } = options;
  requireAnswerable(yes);
  const project = await clonedProject();
  const stack = options.stack ?? (await selectedStack());
  const release = chooseRelease(await readReleases(stack), to === undefined ? undefined : releaseNumber(to));
  tell(`Stack ${stack} goes back to ${textOf(release)}.`);
  const environment = await environmentOf(project);
  const checkout = await Checkout.of(project, release.commit);
  try {
    const place: ProgramPlace = { folder: checkout.folder, environment, args: ["--config-file", settingsFile(project, stack, checkout), ...policyArgs(options)] };
    const previewed = await toldPreview(stack, place);
    requireDataInPlace(previewed);
    console.log(asText(summarize(fleetPlan(previewed.resources))));
    if (!yes && !(await confirmed("Do this?"))) {
      tell("Nothing was done.");
      return exitCodes.failed;
    }
    const code = await checkout.uninterrupted(() => deploy({ stack, previewed, message: rollbackMessage(release), place }));
    if (code !== exitCodes.failed) await tellNext(project, stack, release);
    return code;
  } finally {
    checkout.remove();
  }
}

function releaseNumber(to: string): number {
  const number = Number(to);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new MolthubError("unknown-release", `--to ${to}: must be the number of a release, as "molthub releases" tells it.`);
}

function textOf({ number, commit, what, at, who }: KnownRelease): string {
  return `release ${String(number)}: commit ${shortCommit(commit)} (${what}), deployed ${at}${who === undefined ? "" : `, by ${who}`}`;
}

/** The stack that is selected is so for one folder only. */
async function selectedStack(): Promise<string> {
  const { stdout, stderr, failed } = await execa("pulumi", ["stack", "--show-name", "--non-interactive"], { stdin: "ignore", reject: false });
  if (failed) throw new MolthubError("no-stack", `cannot tell which stack is meant: ${stderr.trim()}\nName it with --stack.`);
  return stdout.trim();
}

/** The settings of today: secrets, freezes and promotions are not the program's. */
function settingsFile({ stackConfigDir }: ClonedProject, stack: string, checkout: Checkout): string {
  const file = join(stackConfigDir, `Pulumi.${stack.split("/").at(-1) ?? stack}.yaml`);
  if (existsSync(file)) return file;
  const empty = checkout.beside("settings.yaml");
  writeFileSync(empty, "{}\n");
  return empty;
}

/** The data of a bot is in the project's folder: a program that puts it beside itself would start an empty bot in the checkout. */
function requireDataInPlace({ resources }: Preview): void {
  const moved = resources.filter(({ type, olds, news }) => type === hostType && olds["dataDir"] !== undefined && news["dataDir"] !== undefined && olds["dataDir"] !== news["dataDir"]);
  if (moved.length === 0) return;
  throw new MolthubError(
    "moved-data",
    `the program of then, run from a folder of its own, would look for the data of ${shortList(moved.map(({ news }) => `bot ${String(news["bot"])}`), shownNames)} in another folder, so nothing was begun. It names \`dataDir:\` by its own place, or its Molthub is older than "molthub rollback". Check its commit out in this working copy, and run "molthub up".`,
  );
}

async function tellNext({ root }: ClonedProject, stack: string, { number, commit }: KnownRelease): Promise<void> {
  const isAncestor = (await git(root, "merge-base", "--is-ancestor", commit, "HEAD")) !== undefined;
  const revert = isAncestor ? `git revert ${shortCommit(commit)}..HEAD` : "revert what came after it";
  tell(`The program of release ${number.toString()} was deployed. The working copy still has the newer one, and the next "molthub up" would bring it again. Take it out first: ${revert}`);
  if ((await gatesOf(stack)).some(({ verdict }) => verdict === "paused")) tell('The rollback is paused at a step of its rollout. It goes on by "molthub promote", run with the program of then: after the revert.');
}
