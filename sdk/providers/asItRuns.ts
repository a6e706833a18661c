import { liveDigest, readLive, type LiveConfig } from "../apply";
import { confirmed, patched, sealedValues, type ConfigDocument, type SealedValues } from "../config";
import { Deadline } from "../deadline";
import { withClient } from "../gateway";
import { ranBefore } from "../rollouts";
import { baseOf } from "./baseOf";
import { connector, ofBot } from "./connector";
import { unseenDigest, type GatewayConfigInputs, type GatewayConfigOutputs } from "./inputs";

const lookWithinMs = 45_000;

/**
 * What is known of a bot, once it is known whether its last rollout was taken back: its state still says what that rollout gave it, because a
 * gate cannot change the state of another resource.
 *
 * @param live what it runs
 */
export function asItRuns(known: GatewayConfigOutputs, live: LiveConfig): GatewayConfigOutputs {
  const { applied, digest } = known;
  const back = known.standing?.back;
  if (applied === undefined || back === undefined || applied.digest === back.digest) return known;
  if (live.document === undefined || !ranBefore(live, { ...baseOf(known), digest }, back)) return known;
  const old = patched(applied.document, back.patch);
  const { secretPaths } = back;
  const sealed = provenOf(sealedValues(old, live.document, secretPaths), known.sealed, live.document);
  const seen = { ...known, applied: { document: old, digest: back.digest, secretPaths }, previousDigest: undefined, seen: undefined, secretPaths, sealed };
  return { ...seen, digest: liveDigest(live.document, baseOf(seen)), observed: "failed" };
}

/** Without those that differ and that the bot hides: that it has the old ones again is not proven, and they are written anew. */
function provenOf(old: SealedValues, given: SealedValues, live: ConfigDocument): SealedValues {
  const shown = confirmed(old, live);
  return Object.fromEntries(Object.entries(old).filter(([pointer, value]) => pointer in shown || given[pointer] === value));
}

/** The same before a write, with a look of its own where that tells something. */
export async function lookAsItRuns(known: GatewayConfigOutputs, { connection, release, dataId }: GatewayConfigInputs): Promise<GatewayConfigOutputs> {
  const { applied, standing } = known;
  const isElsewhere = known.dataId !== dataId || known.digest === unseenDigest;
  if (isElsewhere || applied === undefined || standing?.back === undefined || applied.digest === standing.back.digest) return known;
  const deadline = Deadline.after(lookWithinMs, "the gateway's config");
  try {
    const look = await withClient(
      () => connector(connection, ["operator.admin"])(deadline),
      (client) => readLive(client, release, deadline),
    );
    return asItRuns(known, look);
  } catch (error) {
    throw ofBot(known.bot, error);
  }
}
