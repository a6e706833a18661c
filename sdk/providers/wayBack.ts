import type { ConfigChange } from "../apply";
import { entriesIn, patched } from "../config";
import type { GatewayConfigOutputs } from "./inputs";

/**
 * The entries of a bot's store that it needs to take its old document back, should the next change not pass its gate. After a change that was
 * taken back, they are not those of the last change but of one before it.
 *
 * @param known what the bot runs
 * @param rolloutId of the next change; undefined for one that no gate judges
 */
export function entriesBehind({ applied, standing }: Pick<GatewayConfigOutputs, "applied" | "standing">, rolloutId: string | undefined): string[] {
  if (applied === undefined) return [];
  const { document } = applied;
  // A second write of a rollout goes back to what there was before its first one.
  const first = standing?.back === undefined || standing.rolloutId !== rolloutId ? [] : [patched(document, standing.back.patch)];
  return [document, ...first].flatMap(entriesIn);
}

/** The document that the last rollout of a bot was taken back to, if it was. */
export function takenBackTo({ applied, standing }: Pick<GatewayConfigOutputs, "applied" | "standing">): Pick<ConfigChange, "takenBackTo"> {
  return applied !== undefined && applied.digest === standing?.back?.digest ? { takenBackTo: applied.document } : {};
}
