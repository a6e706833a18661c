import { editedPaths, isPlannedDocument, type PlannedBot, type SavedPlan } from "../../apply";
import { fingerprint, reveal } from "../../config";
import { MolthubError } from "../../errors";
import { shortList } from "../../shortList";
import type { Live } from "../plan/readLives";
import type { StackBot } from "../stackBots";

const shownPaths = 20;

/**
 * Refuses a plan when a bot is not as it was when the plan was made, and has not the planned document already.
 *
 * @throws MolthubError `edited-since-plan`, naming every such bot and its paths
 */
export function requireUnedited(saved: SavedPlan, bots: readonly StackBot[], lives: ReadonlyMap<string, Live>): void {
  const known = new Map(bots.map((bot) => [bot.urn, bot]));
  const edits = saved.bots.flatMap((planned) => {
    const bot = known.get(planned.urn);
    const live = lives.get(planned.urn);
    const edit = bot === undefined || live === undefined || "unreachable" in live ? undefined : editOf(planned, bot, live);
    return edit === undefined ? [] : [`bot ${planned.bot}: ${edit}`];
  });
  if (edits.length === 0) return;
  const who = edits.length === 1 ? "1 bot was" : `${String(edits.length)} bots were`;
  throw new MolthubError("edited-since-plan", `${who} changed after the plan was made, so nothing was begun: 0 writes.\n${edits.join("\n")}\nMake a new plan ("molthub plan --out <file>") and look at it.`);
}

function editOf(planned: PlannedBot, { applied: { sealed, key }, dataId }: StackBot, { document }: Extract<Live, { document: unknown }>): string | undefined {
  const { base, unmanaged } = planned;
  if (planned.dataId !== undefined && planned.dataId !== fingerprint(dataId, key)) return "it has another address or folder now";
  if (base === undefined) return undefined;
  if (document === undefined) return "its config file is absent or invalid now";
  const edited = editedPaths(base, document, { unmanaged, sealed, key });
  return edited.length === 0 || isPlannedDocument(planned, reveal(document, sealed), unmanaged) ? undefined : shortList(edited, shownPaths);
}
