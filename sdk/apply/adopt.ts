import { isDeepStrictEqual } from "node:util";
import { diffDocuments, redactionMarker, type Change } from "../config";
import { MolthubError } from "../errors";
import { documentOver, revealed, type ConfigChange } from "./change";
import { listed } from "./listed";
import type { LiveConfig } from "./readLive";

/**
 * Refuses a write to a bot that Molthub did not make if it would take away or replace anything that the bot has: nobody has seen that yet.
 *
 * @throws MolthubError `not-adopted`, naming the paths and no value
 */
export function requireOnlyAdds(live: LiveConfig, change: ConfigChange): void {
  if (!change.onlyAdds || live.baseHash === undefined) return;
  const { bot } = change;
  if (live.document === undefined) {
    throw new MolthubError("not-adopted", `bot ${bot}: its gateway calls its config file invalid, and the first write would replace all of it. Nothing was written. Mend the file (its own \`config validate\` names what is wrong), then run "pulumi up" again.`);
  }
  const lost = diffDocuments(revealed(live.document, change), documentOver(live.document, change)).filter(takesAway);
  const unseen = lost.filter(({ before }) => before === redactionMarker);
  if (unseen.length > 0) {
    throw new MolthubError("not-adopted", `bot ${bot}: it has secrets of its own at ${listed(unseen.map(({ path }) => path))}, which cannot be compared with those of its layers. Nothing was written. Leave them to the bot by \`unmanaged\`; once it is in the stack, they can be changed.`);
  }
  if (lost.length === 0) return;
  throw new MolthubError("not-adopted", `bot ${bot}: it has values that its layers do not have, and that the first write would take away: ${listed(lost.map(({ path }) => path))}. Nothing was written. Put them into its overlay, or leave them to the bot by \`unmanaged\`; once it is in the stack, they can be changed.`);
}

/** An array that keeps all of its items only grows. */
function takesAway({ before, after }: Change): boolean {
  if (before === undefined) return false;
  return !(Array.isArray(before) && Array.isArray(after) && before.every((item) => after.some((other) => isDeepStrictEqual(other, item))));
}
