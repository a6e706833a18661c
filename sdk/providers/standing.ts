import { isDeepStrictEqual } from "node:util";
import { liveDigest } from "../apply";
import { digestOf, isExternalData, mergePatch, patched, reveal, holdsMarker, withoutUnmanaged, type ConfigDocument, type Impact } from "../config";
import type { TouchedBot } from "../rollouts";
import type { Applied } from "./applyChange";
import { baseOf } from "./baseOf";
import { connector } from "./connector";
import type { AppliedConfig, GatewayConfigInputs, GatewayConfigOutputs, Standing } from "./inputs";

/** What a bot's state keeps for the gates of a rollout, once it took a document. */
export interface Kept {
  readonly applied: AppliedConfig;
  readonly standing: Standing;
}

/**
 * @param impact that the preview told
 * @param before what was known of it; undefined for a new bot
 */
export function keptFor(inputs: GatewayConfigInputs & { readonly rolloutId: string }, impact: Impact["class"] | undefined, { document, proof, digest }: Applied, outs: Pick<Standing, "references" | "verifiedAt"> & Pick<Required<Standing>, "seen">, before: GatewayConfigOutputs | undefined): Kept {
  const { rolloutId, secretPaths, unmanaged } = inputs;
  const given = withoutUnmanaged(document, unmanaged);
  const last = before?.standing;
  const isSame = last?.rolloutId === rolloutId;
  // A second write of the same rollout does not know better than the first what was there before it.
  const kept = isSame ? last.back : undefined;
  const old = kept !== undefined ? before?.applied && { ...kept, document: patched(before.applied.document, kept.patch) } : before === undefined || (isSame && last.failure === undefined) ? undefined : oldDocument(before, proof.before, digest);
  // From what it has now, also where the first write gave it something else.
  const back = old && { patch: mergePatch(given, old.document).patch, digest: old.digest, secretPaths: [...old.secretPaths] };
  const isSameHost = isDeepStrictEqual(before?.release, inputs.release) && before?.changedIn === inputs.changedIn;
  const isUnchanged = kept === undefined ? old?.digest === digest && isSameHost : last?.unchanged === true && before?.applied?.digest === digest;
  const undoes = isSame ? last.undoes : last?.back?.digest === digest && isSameHost ? last.rolloutId : undefined;
  const { bootId, sealed, restarted } = proof;
  const since = isSame && before?.applied?.digest === digest ? (last.since ?? outs.verifiedAt) : outs.verifiedAt;
  const wrote = proof.before !== undefined;
  const isStray = wrote ? restarted && before?.observed === "complete" && (impact === "hot" || impact === "none") : isSame && last.strayRestart === true;
  return {
    applied: { document: given, digest, secretPaths },
    standing: { ...placeOf(inputs), rolloutId, since, created: isSame ? last.created : before === undefined, ...(back !== undefined && { back }), digest, secretPaths, unmanaged, sealed, ...outs, ...(bootId !== undefined && { bootId }), ...(isStray && { strayRestart: true }), ...(isUnchanged && { unchanged: true }), ...(undoes !== undefined && { undoes }) },
  };
}

/** What is kept of a bot that did not take its document. */
export function failedStanding(inputs: GatewayConfigInputs & { readonly rolloutId: string }, failure: string, before: GatewayConfigOutputs | undefined): Standing {
  const { rolloutId } = inputs;
  const { digest, secretPaths, unmanaged, sealed, references } = before ?? { ...inputs, digest: "none", sealed: {}, references: [] };
  const last = before?.standing?.rolloutId === rolloutId ? before.standing : undefined;
  return { ...placeOf(inputs), rolloutId, created: last?.created ?? before === undefined, ...(last?.back !== undefined && { back: last.back }), ...(last?.since !== undefined && { since: last.since }), failure, digest, secretPaths, unmanaged, sealed, references, ...(before?.seen !== undefined && { seen: before.seen }), verifiedAt: new Date().toISOString() };
}

/** A bot as a gate sees it. */
export function touchedBot(bot: string, { connection, dataId, paths, environment, release, created, failure, back, digest, secretPaths, unmanaged, sealed, references, seen, bootId, strayRestart, verifiedAt }: Standing): TouchedBot {
  return {
    bot,
    release,
    connect: connector(connection, ["operator.admin"]),
    hosted: !isExternalData(dataId),
    environment,
    ...(paths !== undefined && { paths }),
    ...(failure !== undefined && { failure }),
    created,
    digest,
    secretPaths,
    unmanaged,
    sealed,
    references,
    ...(seen !== undefined && { seen }),
    key: connection.device.privateKey,
    ...(bootId !== undefined && { bootId }),
    ...(strayRestart !== undefined && { strayRestart }),
    verifiedAt,
    ...(back !== undefined && { back }),
  };
}

function placeOf({ release, connection, dataId, environment, paths }: GatewayConfigInputs): Pick<Standing, "release" | "connection" | "dataId" | "environment" | "paths"> {
  return { release, connection, dataId, environment, paths };
}

/**
 * What the bot ran before. After a failure, nobody knows whether it was taken back meanwhile; and of a bot whose state is older than rollouts,
 * only the bot itself knows.
 *
 * @param live what it ran before the first write; undefined when nothing was written
 * @param given digest of what it runs now
 */
function oldDocument(before: GatewayConfigOutputs, live: ConfigDocument | undefined, given: string): AppliedConfig | undefined {
  const { applied, standing } = before;
  const ran = (secretPaths: Standing["secretPaths"]): string => (live === undefined ? given : liveDigest(live, { ...baseOf(before), secretPaths }));
  if (applied !== undefined && (standing?.failure === undefined || ran(applied.secretPaths) === applied.digest)) return applied;
  if (live === undefined) return undefined;
  const document = withoutUnmanaged(reveal(live, before.sealed), before.unmanaged);
  return holdsMarker(document) ? undefined : { document, digest: digestOf(document, before.secretPaths, before.connection.device.privateKey), secretPaths: before.secretPaths };
}
