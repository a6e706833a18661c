import { diffDocuments, formatPath, mergePatch, redactionMarker, reveal, sealedValues, valueAt, type ConfigDocument, type SealedValues } from "../config";
import type { Deadline } from "../deadline";
import { MolthubError } from "../errors";
import { GatewayError, type GatewayClient } from "../gateway";
import { readLive, type LiveConfig } from "./readLive";

/** A change of one bot's config. */
export interface ConfigChange {
  readonly bot: string;
  /** The document that the bot should run. */
  readonly wanted: ConfigDocument;
  /** JSON Pointers of the leaves that were declared secret. */
  readonly secretPaths: readonly string[];
  /** What the last transaction wrote at the leaves that cannot be read back. */
  readonly sealed: SealedValues;
  /** Called right before a write; throws when nothing may be written any more. */
  readonly mayWrite: () => void;
}

/** What a transaction did, proven on the live bot. */
export interface ConfigProof {
  /** The paths that were written, as a person reads them; empty when nothing was. */
  readonly changedPaths: readonly string[];
  /** True when the Gateway process took the change by a restart. */
  readonly restarted: boolean;
  readonly bootId: string;
  readonly sealed: SealedValues;
}

/** Makes a connection of its own to the bot. */
export type Connect = (deadline: Deadline) => Promise<GatewayClient>;

// Somebody else wrote between our read and our write: read again and decide anew, a few times.
const attempts = 3;
const firstAnswerWithinMs = 45_000;

/**
 * Makes a live bot run a document: read, write what differs with the hash of what was read, wait until it is in use, verify by reading
 * back. Writes nothing when the bot runs the document already.
 *
 * @param connect connects with scope `operator.admin`, waiting for a Gateway that is just starting
 * @throws MolthubError `config-refused` (nothing was changed), `not-applied`, `verify-failed`, or a GatewayError
 */
export async function applyConfig(connect: Connect, change: ConfigChange, deadline: Deadline): Promise<ConfigProof> {
  // A bot that does not answer at all fails soon; one that restarts because of us has the whole deadline.
  const before = await connect(deadline.atMost(firstAnswerWithinMs));
  let changedPaths: readonly string[];
  try {
    changedPaths = await writeDifference(before, change, deadline);
  } finally {
    await before.close();
  }
  const { live, bootId } = await settle(connect, change, deadline);
  const document = verify(live, change);
  return { changedPaths, restarted: bootId !== before.hello.bootId, bootId, sealed: sealedValues(change.wanted, document, change.secretPaths) };
}

async function writeDifference(client: GatewayClient, change: ConfigChange, deadline: Deadline): Promise<readonly string[]> {
  for (let attempt = 1; ; attempt++) {
    const live = await readLive(client, deadline);
    const changedPaths = changedLeaves(live, change);
    if (changedPaths.length === 0) return changedPaths;
    change.mayWrite();
    try {
      await write(client, live, change, deadline);
      return changedPaths;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      // Written, or perhaps written; reading back tells.
      if (error.code === "connection-lost" || error.code === "written-not-live") return changedPaths;
      if (error.code !== "stale-hash" || attempt === attempts) throw refusal(change.bot, error);
    }
  }
}

function changedLeaves(live: LiveConfig, change: ConfigChange): string[] {
  return diffDocuments(reveal(live.document ?? {}, change.sealed), change.wanted).map(({ path }) => formatPath(path));
}

async function write(client: GatewayClient, live: LiveConfig, change: ConfigChange, deadline: Deadline): Promise<void> {
  const base = live.baseHash === undefined ? {} : { baseHash: live.baseHash };
  if (live.document === undefined) {
    await client.call("config.apply", { raw: JSON.stringify(change.wanted), ...base }, deadline);
    return;
  }
  const { patch, replacePaths } = mergePatch(reveal(live.document, change.sealed), change.wanted);
  await client.call("config.patch", { raw: JSON.stringify(patch), replacePaths: [...replacePaths], ...base }, deadline);
}

/** Waits until the running process uses the file, through a restart where the change needs one (openclaw 2026.9.6). */
async function settle(connect: Connect, change: ConfigChange, deadline: Deadline): Promise<{ live: LiveConfig; bootId: string }> {
  for (;;) {
    const client = await connect(deadline);
    try {
      const live = await untilApplied(client, change, deadline);
      return { live, bootId: client.hello.bootId };
    } catch (error) {
      // A restart ends the connection; the next one meets the new process.
      if (!(error instanceof GatewayError) || error.code !== "connection-lost") throw error;
    } finally {
      await client.close();
    }
  }
}

async function untilApplied(client: GatewayClient, change: ConfigChange, deadline: Deadline): Promise<LiveConfig> {
  for (;;) {
    const live = await readLive(client, deadline);
    if (live.applied || live.document === undefined) return live;
    if (deadline.expired) throw new MolthubError("not-applied", `bot ${change.bot}: the document is written, but the gateway has not taken it into use. Look at its log ("molthub logs ${change.bot}"), then run "pulumi up" again.`);
    await deadline.sleep(250);
  }
}

function verify(live: LiveConfig, change: ConfigChange): ConfigDocument {
  const document = live.document;
  if (document === undefined) throw new MolthubError("verify-failed", `bot ${change.bot}: the gateway calls its config file invalid or absent after the write. Run "pulumi up --refresh".`);
  const differing = diffDocuments(document, change.wanted).filter(({ path, after }) => !(valueAt(document, path) === redactionMarker && after !== undefined));
  // Arrays are compared whole, and may hold redacted items.
  const real = differing.filter(({ before, after }) => JSON.stringify(before)?.includes(redactionMarker) !== true || after === undefined);
  if (real.length > 0) {
    const paths = real.map(({ path }) => formatPath(path)).join(", ");
    throw new MolthubError("verify-failed", `bot ${change.bot}: after the write the bot still differs at ${paths}. Somebody else may be changing it; run "pulumi up --refresh".`);
  }
  return document;
}

function refusal(bot: string, error: GatewayError): MolthubError {
  const issues = error.issues.map(({ path, message }) => `${path === "" ? "<root>" : path}: ${message}`).join("; ");
  const what = issues === "" ? `the gateway did not take the change: ${error.message}` : `the gateway refuses the document: ${issues}`;
  return new MolthubError("config-refused", `bot ${bot}: ${what}. Its config is as before.`);
}
