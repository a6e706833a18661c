import { invalidDigest, liveDigest, pathMismatch, readLive, shownDocument, type LiveConfig } from "../apply";
import { confirmed, hiddenChange, seenConfig, unchanged, withoutVersions } from "../config";
import { Deadline } from "../deadline";
import { messageOf } from "../errors";
import { dialectOf, withClient } from "../gateway";
import { asItRuns } from "./asItRuns";
import { baseOf } from "./baseOf";
import { connector } from "./connector";
import { pick, withoutProperties } from "./equal";
import type { Properties } from "./handler";
import { gatewayConfigOutputs, unseenDigest, type GatewayConfigOutputs, type StoredSecret } from "./inputs";
import type { SecretValues } from "../secrets";
import { changedAtSource, replacedAtSource } from "./storeSecrets";

const readWithinMs = 15_000;

// What a program gives beside the document, which is as the bot has it.
const inputNames = ["bot", "release", "secretPaths", "unmanaged", "connection", "dataId", "paths", "environment", "adopt", "unreachable", "secrets", "secretValues", "connectors", "changedIn"];

/** A live config, and what is wrong with the bot beside it. */
interface Look {
  readonly live: LiveConfig;
  /** All there: its config in use, no part without its secret. */
  readonly complete: boolean;
  /** It keeps its things elsewhere than it should; absent when not. */
  readonly elsewhere?: string;
}

/** The live document as inputs, so that a drift is an ordinary difference. A bot that cannot be seen is said to be so, never thrown. */
export async function lookAtConfig(outs: Properties, values: SecretValues, log: (line: string) => void): Promise<{ props: Properties; inputs?: Properties }> {
  const stated = gatewayConfigOutputs.parse(outs);
  const { bot, connection } = stated;
  const key = connection.device.privateKey;
  let look: Look;
  try {
    look = await lookOnce(stated);
  } catch (error) {
    log(`bot ${bot} cannot be seen (${messageOf(error)}): its config is taken to be as it was last known`);
    return { props: { ...outs, observed: "unreachable" } };
  }
  const { live, complete, elsewhere } = look;
  if (elsewhere !== undefined) {
    log(`bot ${bot}: ${elsewhere}. That is another bot: nothing is written to it; see molthub doctor ${bot}`);
    return { props: { ...outs, observed: "elsewhere" } };
  }
  // It is new to the stack yet: a look makes nothing of it ours.
  if (stated.digest === unseenDigest) return { props: { ...outs, observed: "incomplete" } };
  const observed = complete ? "complete" : "incomplete";
  if (live.document === undefined) return { props: { ...outs, digest: invalidDigest, observed } };
  const known = asItRuns(stated, live);
  const hidden = hiddenChange(known.seen, live.read, key) === "changed";
  if (hidden) log(`bot ${bot}: a secret was replaced on the bot, which does not show its value`);
  // What is not known to be there any more is written again.
  const sealed = hidden ? confirmed(known.sealed, live.document) : known.sealed;
  const base = { ...baseOf(known), sealed };
  const { storedSecrets } = known;
  const declared = pick(storedSecrets, Object.keys((outs["secrets"] ?? {}) as object)) as typeof storedSecrets;
  const replaced = await changedAtSource(declared, key, values, (line) => log(`bot ${bot}: ${line}`));
  if (replaced.length > 0) log(`bot ${bot}: another value at the source of ${replaced.map((name) => storedSecrets[name]?.from).join(", ")}`);
  // What a rollout gave it is gone, and with it what a gate would judge.
  const standing = known === stated ? {} : { standing: { ...known.standing, unchanged: true } };
  const props = { ...outs, ...standing, secretPaths: known.secretPaths, ...(known.applied !== undefined && { applied: known.applied }), sealed, digest: liveDigest(live.document, base), observed, seen: seenConfig(live.read, key), ...markReplaced(outs, storedSecrets, replaced) };
  const versions = Object.fromEntries(Object.entries(storedSecrets).map(([name, { stored }]) => [name, stored]));
  return { props, inputs: { ...pick(props, inputNames), ...(known.standing !== undefined && { rolloutId: known.standing.rolloutId }), document: withoutVersions(shownDocument(live.document, base), versions), impact: unchanged } };
}

/** What an earlier look found is found again, or is so no more. */
function markReplaced(outs: Properties, stored: Readonly<Record<string, StoredSecret>>, names: readonly string[]): Properties {
  if (outs["secrets"] === undefined) return {};
  const known = Object.entries(stored).map(([name, one]): [string, Properties] => [name, { ...withoutProperties(one, ["replaced"]), ...(names.includes(name) && { replaced: true }) }]);
  const declared = Object.keys(outs["secrets"] as object).map((name): [string, Properties] => [name, { ...pick(stored[name] ?? {}, ["from", "version"]), ...(names.includes(name) && { version: replacedAtSource }) }]);
  return { storedSecrets: Object.fromEntries(known), secrets: Object.fromEntries(declared) };
}

async function lookOnce({ connection, release, paths }: GatewayConfigOutputs): Promise<Look> {
  const deadline = Deadline.after(readWithinMs, "the gateway's config");
  return withClient(() => connector(connection, dialectOf(release).readScopes, "now")(deadline), async (client) => {
    const live = await readLive(client, release, deadline);
    const { degradedSecretOwners } = await client.call("status", {}, deadline);
    const elsewhere = pathMismatch(paths, live.path, client.hello.stateDir);
    return { live, complete: live.applied && !live.padded && degradedSecretOwners.length === 0, ...(elsewhere !== undefined && { elsewhere }) };
  });
}
