import { diffDocuments, formatPath, mergePatch } from "../config";
import type { Deadline } from "../deadline";
import { MolthubError } from "../errors";
import { GatewayError, type GatewayClient } from "../gateway";
import { requireOnlyAdds } from "./adopt";
import { documentOver, revealed, type ConfigChange } from "./change";
import { readLive, type LiveConfig } from "./readLive";

/** What a write did, as far as the Gateway said. */
export interface Written {
  /** The paths that differed, as a person reads them; empty when nothing was written. */
  readonly changedPaths: readonly string[];
  /** `accepted`: the running process takes the file into use. `lost`: the connection broke, and what became of the write is not known. */
  readonly outcome: "nothing" | "accepted" | "persisted" | "lost";
}

// Somebody else wrote between our read and our write: read again and decide anew, a few times.
const attempts = 3;

/**
 * Writes what differs between the live document and the wanted one, based on the hash of what was read. Writes nothing when they are equal.
 *
 * @throws MolthubError `config-refused`: nothing was changed
 */
export async function writeDifference(client: GatewayClient, change: ConfigChange, deadline: Deadline): Promise<Written> {
  for (let attempt = 1; ; attempt++) {
    const live = await readLive(client, deadline);
    const changedPaths = diffDocuments(revealed(live.document, change), documentOver(live.document, change)).map(({ path }) => formatPath(path));
    if (changedPaths.length === 0) return { changedPaths, outcome: "nothing" };
    requireOnlyAdds(live, change);
    change.mayWrite();
    try {
      await write(client, live, change, deadline);
      return { changedPaths, outcome: "accepted" };
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      if (error.code === "connection-lost") return { changedPaths, outcome: "lost" };
      if (error.code === "written-not-live") return { changedPaths, outcome: "persisted" };
      if (error.code !== "stale-hash" || attempt === attempts) throw refusal(change.bot, error);
    }
  }
}

async function write(client: GatewayClient, live: LiveConfig, change: ConfigChange, deadline: Deadline): Promise<void> {
  if (live.document === undefined) return writeWhole(client, live, change, deadline);
  const { patch, replacePaths } = mergePatch(revealed(live.document, change), documentOver(live.document, change));
  await client.call("config.patch", { raw: JSON.stringify(patch), replacePaths, ...baseOf(live) }, deadline);
}

/** Writes the whole document, whatever the live one is (`config.apply`, openclaw 2026.9.6). */
export async function writeWhole(client: GatewayClient, live: LiveConfig, change: ConfigChange, deadline: Deadline): Promise<void> {
  await client.call("config.apply", { raw: JSON.stringify(documentOver(live.document, change)), ...baseOf(live) }, deadline);
}

function baseOf(live: LiveConfig): { baseHash?: string } {
  return live.baseHash === undefined ? {} : { baseHash: live.baseHash };
}

function refusal(bot: string, error: GatewayError): MolthubError {
  const issues = error.issues.map(({ path, message }) => `${path === "" ? "<root>" : path}: ${message}`).join("; ");
  const what = issues === "" ? `the gateway did not take the change: ${error.message}` : `the gateway refuses the document: ${issues}`;
  return new MolthubError("config-refused", `bot ${bot}: ${what}. Its config is as before.`);
}
