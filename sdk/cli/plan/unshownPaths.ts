import type { PlannedBot } from "../../apply";
import { changedLeaves, fingerprintsOf, formatPath, fromPointer, reveal, withoutUnmanaged, type ConfigDocument } from "../../config";
import type { StackBot } from "../stackBots";
import type { PreviewedDocument } from "./plannedBot";
import type { Live } from "./readLives";

/**
 * Where a bot that is to be written differs from its planned document, although the plan shows no change there: a preview without refresh
 * knows nothing of it. A bot that the last run did not get to is written as well.
 */
export function unshownPaths({ action, base, unmanaged, paths, without }: PlannedBot, previewed: PreviewedDocument | undefined, known: StackBot | undefined, live: Live | undefined): string[] {
  const isWritten = action === "update" || (known !== undefined && known.observed !== "complete");
  if (!isWritten || base === undefined || previewed === undefined || known === undefined || live === undefined || "unreachable" in live || live.document === undefined) return [];
  const { sealed, key } = known.applied;
  const rest = (document: ConfigDocument): Readonly<Record<string, string>> => fingerprintsOf(withoutUnmanaged(document, [...unmanaged, ...paths]), key);
  const changed = changedLeaves(rest(reveal(live.document, sealed)), rest(previewed.document), key);
  return changed.filter((pointer) => !without.some((hidden) => `${pointer}/`.startsWith(`${hidden}/`))).map((pointer) => formatPath(fromPointer(pointer)));
}
