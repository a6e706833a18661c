import { diffDocuments, formatPath, revealAs, sealedValues, type ConfigDocument, type SealedValues } from "../config";
import type { Deadline } from "../deadline";
import { MolthubError } from "../errors";
import type { ConfigChange, Connect } from "./change";
import type { LiveConfig } from "./readLive";
import { settle } from "./settle";
import { writeDifference, type Written } from "./write";

/** What a transaction did, proven on the live bot. */
export interface ConfigProof {
  /** The paths that were written, as a person reads them; empty when nothing was. */
  readonly changedPaths: readonly string[];
  /** True when the Gateway process took the change by a restart. */
  readonly restarted: boolean;
  readonly bootId: string;
  readonly sealed: SealedValues;
}

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
  let written: Written;
  try {
    written = await writeDifference(before, change, deadline);
  } finally {
    await before.close();
  }
  const { live, bootId } = await settle(connect, change, written.accepted, deadline);
  const document = verify(live, change);
  return { changedPaths: written.changedPaths, restarted: bootId !== before.hello.bootId, bootId, sealed: sealedValues(change.wanted, document, change.secretPaths) };
}

function verify(live: LiveConfig, change: ConfigChange): ConfigDocument {
  const document = live.document;
  if (document === undefined) throw new MolthubError("verify-failed", `bot ${change.bot}: the gateway calls its config file invalid or absent after the write. Run "pulumi up --refresh".`);
  const differing = diffDocuments(revealAs(document, change.wanted), change.wanted);
  if (differing.length > 0) {
    const paths = differing.map(({ path }) => formatPath(path)).join(", ");
    throw new MolthubError("verify-failed", `bot ${change.bot}: after the write the bot still differs at ${paths}. Somebody else may be changing it; run "pulumi up --refresh".`);
  }
  return document;
}
