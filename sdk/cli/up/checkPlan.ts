import { readSavedPlan, type SavedPlan } from "../../apply";
import { readLives, type Live } from "../plan/readLives";
import type { Preview, ProgramPlace } from "../plan/preview";
import { toldPreview } from "../plan/toldPreview";
import { stackBots } from "../stackBots";
import { tell } from "../tell";
import { requireSameProgram } from "./requireSameProgram";
import { requireUnedited } from "./requireUnedited";

/**
 * Holds a plan file against the bots as they are and against what the program would do now, and writes nothing.
 *
 * @returns what the program would do now
 * @throws MolthubError `no-plan`, `invalid-plan`, `other-stack`, `edited-since-plan`, `not-in-plan`
 */
export async function checkPlan(file: string, stack: string | undefined, { args }: Pick<ProgramPlace, "args">): Promise<Preview> {
  const saved = readSavedPlan(file);
  const bots = await stackBots(stack);
  const [preview, lives] = await Promise.all([toldPreview(stack, { ...(args && { args }) }), readLives(bots)]);
  // What is behind a refusal of both kinds: the edit. A refresh takes it for a change of what the program does.
  requireUnedited(saved, bots, lives);
  requireSameProgram(saved, preview);
  tellUnseen(saved, lives);
  return preview;
}

function tellUnseen(saved: SavedPlan, lives: ReadonlyMap<string, Live>): void {
  for (const { bot, urn, base, action } of saved.bots) {
    const live = lives.get(urn);
    if (live !== undefined && "unreachable" in live) tell(`bot ${bot} cannot be asked, and is compared with the plan when it is written: ${live.unreachable}`);
    if (base === undefined && (action === "update" || action === "none")) tell(`bot ${bot} was not seen when the plan was made: nothing is written to it.`);
  }
}
