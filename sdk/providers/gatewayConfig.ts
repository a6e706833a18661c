import { invalidDigest, listed, type RotatedSecrets } from "../apply";
import { digestOf, holdsUnknown, isExternalData, parsePath, referencePaths, seenConfig, withoutUnmanaged, withVersions, type ConfigDocument, type Impact } from "../config";
import { messageOf, MolthubError } from "../errors";
import { GatewayError } from "../gateway";
import { adoptBot } from "./adoptBot";
import { lookAsItRuns } from "./asItRuns";
import { applyChange, type WriteConditions } from "./applyChange";
import { checkGatewayConfig } from "./checkGatewayConfig";
import { Breaker } from "./breaker";
import { changedProperties, withoutProperties } from "./equal";
import { freezeInputs, isHeldBack } from "./frozen";
import type { Properties, ResourceHandler } from "./handler";
import { heldInputs, isHeld } from "./held";
import { gatewayConfigInputs, gatewayConfigOutputs, unseenDigest, type AppliedConfig, type BotConnection, type GatewayConfigInputs, type GatewayConfigOutputs, type Standing, type StoredSecret } from "./inputs";
import { lookAtConfig } from "./lookAtConfig";
import { PartialFailure } from "./partialFailure";
import { failedStanding, keptFor } from "./standing";
import { plannedVersions } from "./storeSecrets";

const schemaVersion = 1;

/**
 * GatewayConfig: the document that one bot runs. Deleting it leaves the bot as it is.
 *
 * @param log told of a bot that cannot be seen
 */
export function gatewayConfig(conditions: WriteConditions, log: (line: string) => void): ResourceHandler {
  const breaker = new Breaker();
  const apply = async (news: Properties, olds: Properties | undefined): Promise<Properties> => {
    const inputs = gatewayConfigInputs.parse(news);
    const before = olds === undefined ? undefined : gatewayConfigOutputs.parse(olds);
    const { bot, connection, unreachable, adopt, dataId, rolloutId } = inputs;
    const rollout = rolloutId === undefined ? undefined : { ...inputs, rolloutId };
    const ofNews = { ...withoutProperties(news, ["document", "impact", "rolloutId", "held", ...freezeInputs]), schemaVersion, attachedSince: attachedSince(inputs.connectors, before?.attachedSince ?? {}) };
    let known = before;
    try {
      if (adopt && isExternalData(dataId) && (before === undefined || before.digest === unseenDigest || before.dataId !== dataId)) return { ...ofNews, ...(await adoptBot(inputs, log)) };
      if (rolloutId !== undefined) breaker.requireClosed(rolloutId, bot);
      known &&= await lookAsItRuns(known, inputs);
      const applied = await applyChange(news, known, conditions, log);
      const { proof, digest, stored } = applied;
      const { changedPaths, restarted, bootId, sealed, read, missing, rotated } = proof;
      for (const line of toldOf(rotated)) log(`bot ${bot}: ${line}`);
      const previousDigest = before !== undefined && before.digest !== digest && isOfDocument(before.digest) ? before.digest : before?.previousDigest;
      const facts = { references: referencePaths(inputs.document), seen: seenConfig(read, connection.device.privateKey), verifiedAt: new Date().toISOString() };
      const outs = { ...ofNews, digest, ...(previousDigest !== undefined && { previousDigest }), changedPaths, restarted, bootId, sealed, storedSecrets: stored, rotated, ...facts, observed: missing === undefined ? "complete" : "incomplete", ...(rollout && keptFor(rollout, (news["impact"] as Impact | undefined)?.class, applied, facts, known)) };
      if (missing === undefined) return outs;
      throw new PartialFailure("secret-missing", `bot ${bot}: runs its document, but without ${missing}. Give the bot what the document refers to, in \`env:\`, and run "pulumi up" again.`, bot, outs);
    } catch (error) {
      const waits = isHeldBack(error) && before !== undefined;
      if (rollout !== undefined && !waits && !isUnreached(error) && !isGone(error)) return failedOuts(rollout, error, olds, known, ofNews);
      if (!waits && (unreachable === "fail" || !isUnreached(error))) throw error;
      log(waits ? messageOf(error) : `${messageOf(error)}. Its config stays as it is; the next "pulumi up" catches up`);
      if (before === undefined) return { ...ofNews, digest: unseenDigest, changedPaths: [], restarted: false, sealed: {}, observed: "unreachable" };
      // What was written last is still what it runs, as far as anybody knows. Its digest has hashes by the key of the device of then.
      return { ...olds, connection: { ...connection, device: before.connection.device }, observed: "unreachable" };
    }
  };
  /** The gate of the rollout judges it: an error would end the run before that. */
  const failedOuts = (rollout: GatewayConfigInputs & { readonly rolloutId: string }, error: unknown, olds: Properties | undefined, before: GatewayConfigOutputs | undefined, ofNews: Properties): Properties => {
    const failure = messageOf(error);
    log(failure);
    breaker.count(rollout.rolloutId);
    if (error instanceof PartialFailure) return { ...error.properties, standing: { ...(error.properties["standing"] as Standing), failure } };
    const standing = failedStanding(rollout, failure, before);
    if (before === undefined) return { ...ofNews, digest: unseenDigest, changedPaths: [], restarted: false, sealed: {}, observed: "failed", standing };
    const { digest, secretPaths, sealed, applied } = before;
    return { ...olds, ...(applied !== undefined && { digest, secretPaths, sealed, applied }), connection: { ...rollout.connection, device: before.connection.device }, observed: "failed", standing };
  };
  return {
    check: (olds, news) => (isHeld(olds, news) ? { inputs: heldInputs(olds, news), failures: [] } : checkGatewayConfig(olds, news)),
    diff: (_id, olds, news) => ({ changes: news["held"] === true ? isLacking(olds, news) : hasFailed(olds, news) || olds["observed"] !== "complete" || documentChanged(olds, news) || isUnrecorded(olds, news) || connectionChanged(olds, news) || changedProperties(olds, news, ["dataId", "secretPaths", "unmanaged", "release", "connectors"]).length > 0 }),
    create: async (inputs) => ({ id: gatewayConfigInputs.parse(inputs).bot, outs: await apply(inputs, undefined) }),
    read: async (id, outs) => ({ id, ...(await lookAtConfig(outs, conditions.values, log)) }),
    update: async (_id, olds, news) => ({ outs: await apply(news, olds) }),
    delete: async () => undefined,
  };
}

function isUnreached(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.code === "unreachable";
}

/** Nobody is left to keep what came of it. */
function isGone(error: unknown): boolean {
  return error instanceof MolthubError && error.code === "engine-gone";
}

/** When each connector came to the bot. */
function attachedSince(connectors: readonly string[], before: Readonly<Record<string, string>>): Record<string, string> {
  const now = new Date().toISOString();
  return Object.fromEntries(connectors.map((name) => [name, before[name] ?? now]));
}

function* toldOf({ proven, unproven }: RotatedSecrets): Iterable<string> {
  if (proven.length > 0) yield `rotated and proven: ${listed(proven.map((path) => parsePath(path, "rotated")))}`;
  if (unproven.length > 0) yield `rotated, not proven: ${listed(unproven.map((path) => parsePath(path, "rotated")))}: its gateway has no way to ask whether it works`;
}

/** A file that is broken again is another one. */
function isOfDocument(digest: string): boolean {
  return digest !== unseenDigest && digest !== invalidDigest;
}

/** A held bot is given nothing but what it has already, where it lacks a part of that. */
function isLacking(olds: Properties, news: Properties): boolean {
  const { applied, digest } = olds;
  const isItsOwn = digestOfNews(olds, news) === digest && (applied === undefined || (applied as AppliedConfig).digest === digest);
  return isItsOwn && olds["observed"] === "incomplete";
}

/** A gate blames a bot for its failure until it takes a document again. */
function hasFailed({ standing }: Properties, news: Properties): boolean {
  return news["rolloutId"] !== undefined && (standing as Partial<Standing> | undefined)?.failure !== undefined;
}

function documentChanged(olds: Properties, news: Properties): boolean {
  return olds["digest"] !== digestOfNews(olds, news);
}

function digestOfNews(olds: Properties, news: Properties): string {
  const key = (olds["connection"] as BotConnection).device.privateKey;
  const versions = plannedVersions(news, (olds["storedSecrets"] ?? {}) as Record<string, StoredSecret>, key);
  const document = withoutUnmanaged(withVersions(news["document"] as ConfigDocument, versions), (news["unmanaged"] as string[] | undefined) ?? []);
  return digestOf(document, (news["secretPaths"] as string[] | undefined) ?? [], key);
}

/**
 * The bot runs a document that no finished run of ours gave it: one that was killed, or somebody else. A refresh saw it there, and nothing
 * differs; the gates have to know all the same.
 */
function isUnrecorded({ applied, digest }: Properties, news: Properties): boolean {
  return news["rolloutId"] !== undefined && applied !== undefined && (applied as AppliedConfig).digest !== digest;
}

// In a preview, the connection of a bot whose host changes is not known: that alone changes nothing on the bot.
function connectionChanged(olds: Properties, news: Properties): boolean {
  return changedProperties(olds, news, ["connection", "paths", "changedIn"]).some((name) => !holdsUnknown(news[name]));
}
