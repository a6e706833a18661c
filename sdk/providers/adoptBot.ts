import { listed, liveDigest, pathMismatch, readLive, requireRelease } from "../apply";
import { confirmed, diffDocuments, hideShapes, referencePaths, sealedValues, seenConfig, withoutUnmanaged } from "../config";
import { Deadline } from "../deadline";
import { MolthubError } from "../errors";
import { issueTexts, withClient } from "../gateway";
import { connector, ofBot } from "./connector";
import type { Properties } from "./handler";
import type { GatewayConfigInputs } from "./inputs";

const adoptWithinMs = 45_000;

/**
 * Takes a bot that something else made into the stack as it is: reads it and writes nothing. What its layers have otherwise is told, and is an
 * ordinary difference from then on.
 *
 * @returns the outputs that say what the bot runs
 * @throws MolthubError `not-adopted`
 */
export async function adoptBot({ bot, release, document: wanted, secretPaths, unmanaged, connection, paths }: GatewayConfigInputs, log: (line: string) => void): Promise<Properties> {
  const deadline = Deadline.after(adoptWithinMs, `bot ${bot} to be adopted`);
  const { live, bootId } = await withClient(() => connector(connection, ["operator.admin"])(deadline), async (client) => {
    requireRelease(client.hello, { bot, release });
    const read = await readLive(client, release, deadline);
    const mismatch = pathMismatch(paths, read.path, client.hello.stateDir);
    if (mismatch !== undefined) throw new MolthubError("path-mismatch", `bot ${bot}: ${mismatch}. Nothing was adopted.`);
    return { live: read, bootId: client.hello.bootId };
  }).catch((error: unknown) => {
    throw ofBot(bot, error);
  });
  if (live.document === undefined) {
    const issues = hideShapes(issueTexts(live.issues).join("; "));
    throw new MolthubError("not-adopted", `bot ${bot}: its gateway has no valid config file to adopt (${issues === "" ? "there is none" : issues}). Mend it on the bot, then run "pulumi up" again.`);
  }
  const key = connection.device.privateKey;
  // A secret that the bot does not show is not known to be that of the layers.
  const sealed = confirmed(sealedValues(wanted, live.document, secretPaths), live.document);
  const differing = diffDocuments(withoutUnmanaged(live.document, unmanaged), withoutUnmanaged(wanted, unmanaged)).map(({ path }) => path);
  log(differing.length === 0 ? `bot ${bot} is adopted as it is: nothing was written, and nothing differs` : `bot ${bot} is adopted as it is: nothing was written. Its layers differ at ${listed(differing)}: "pulumi preview --refresh" shows how, the next "pulumi up --refresh" writes it`);
  const base = { secretPaths, unmanaged, sealed, key };
  return { digest: liveDigest(live.document, base), changedPaths: [], restarted: false, ...(bootId !== undefined && { bootId }), sealed, references: referencePaths(live.document), seen: seenConfig(live.read, key), observed: "complete", verifiedAt: new Date().toISOString() };
}
