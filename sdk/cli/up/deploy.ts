import { exitCodes, type ExitCode } from "../exitCodes";
import { readLives } from "../plan/readLives";
import type { Preview, ProgramPlace } from "../plan/preview";
import { messageWith } from "../releases/message";
import { stackBots } from "../stackBots";
import { tell } from "../tell";
import { engineEvent } from "./engineEvent";
import { runPulumi } from "./runPulumi";
import { Screen } from "./screen";
import { rolloutsOf, steppedFleets } from "./steppedFleet";
import { UpProgress } from "./upProgress";

/** How an update is run. */
export interface Deployment {
  /** If undefined, the selected stack. */
  readonly stack: string | undefined;
  /** What the update would do. */
  readonly previewed: Preview;
  /** What the history is to say of it; if empty, what Pulumi says itself. */
  readonly message: string;
  /** The rollouts that the history is to name; if unset, those of the preview. */
  readonly rollouts?: readonly string[];
  readonly place?: ProgramPlace;
}

/** In place of a preview where none was made: bots are not counted. */
export const unseen: Preview = { stack: "", project: "", resources: [], warnings: [] };

/** Runs `pulumi up`, shows how it goes, and names at the end the bots that could not be reached. */
export async function deploy({ stack, previewed, message, rollouts = rolloutsOf(previewed), place = {} }: Deployment): Promise<ExitCode> {
  const told = messageWith(message, rollouts);
  const all = ["up", "--json", "--color", "never", "--yes", "--skip-preview", "--continue-on-error", ...(told === undefined ? [] : ["--message", told]), ...(stack === undefined ? [] : ["--stack", stack]), ...(place.args ?? [])];
  const screen = Screen.ofProcess();
  const progress = new UpProgress(steppedFleets(previewed));
  screen.show(progress.opening, progress.board);
  let succeeded = false;
  try {
    succeeded = await runPulumi(all, place, (line, from) => {
      const event = from === "stdout" ? engineEvent(line) : undefined;
      const lines = event === undefined ? [] : progress.take(event);
      screen.show(from === "stderr" && line !== "" ? [{ text: line, weight: "aside" }] : lines, progress.board);
    });
  } finally {
    screen.end(progress.closing(succeeded));
  }
  return succeeded ? tellUnreached(stack) : exitCodes.failed;
}

/** Names the bots that the run did not get to, and what they say now. */
async function tellUnreached(stack: string | undefined): Promise<ExitCode> {
  const unreached = (await stackBots(stack)).filter(({ observed }) => observed === "unreachable");
  const lives = await readLives(unreached);
  for (const { bot, urn } of unreached) {
    const live = lives.get(urn);
    tell(`bot ${bot} could not be reached (${live !== undefined && "unreachable" in live ? live.unreachable : "it answers by now"}): the next up catches it up`);
  }
  return unreached.length === 0 ? exitCodes.well : exitCodes.unreached;
}
