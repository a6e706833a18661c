import { sealedValues, type SealedValues } from "../config";
import type { Deadline } from "../deadline";
import type { ConfigChange, Connect } from "./change";
import { settle } from "./settle";
import { verify } from "./verify";
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
 * @throws MolthubError `config-refused` (nothing was changed), `not-applied`, `verify-failed`, `secret-missing`, or a GatewayError
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
  const settled = await settle(connect, change, written.accepted, deadline);
  const document = verify(settled, change);
  const { bootId } = settled;
  return { changedPaths: written.changedPaths, restarted: bootId !== before.hello.bootId, bootId, sealed: sealedValues(change.wanted, document, change.secretPaths) };
}
