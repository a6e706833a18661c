import { sealedValues, type SealedValues } from "../config";
import type { Deadline } from "../deadline";
import { MolthubError } from "../errors";
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
const attempts = 3;

/**
 * Makes a live bot run a document: read, write what differs with the hash of what was read, wait until it is in use, verify by reading
 * back. Writes nothing when the bot runs the document already.
 *
 * @param connect connects with scope `operator.admin`, waiting for a Gateway that is just starting
 * @throws MolthubError `config-refused` (nothing was changed), `not-applied`, `verify-failed`, `secret-missing`, or a GatewayError
 */
export async function applyConfig(connect: Connect, change: ConfigChange, deadline: Deadline): Promise<ConfigProof> {
  const written = await write(connect, change, deadline);
  const settled = await settle(connect, change, written.outcome === "accepted", deadline);
  const document = verify(settled, change);
  const { bootId } = settled;
  return { changedPaths: written.changedPaths, restarted: bootId !== written.bootId, bootId, sealed: sealedValues(change.wanted, document, change.secretPaths) };
}

/**
 * Writes, and looks again when the connection breaks: what was written shows no difference then. What cannot be read back is written again, so
 * that no lost write is taken for a done one.
 */
async function write(connect: Connect, change: ConfigChange, deadline: Deadline): Promise<{ changedPaths: readonly string[]; outcome: Written["outcome"]; bootId: string }> {
  const changed = new Set<string>();
  let first: string | undefined;
  for (let attempt = 1; ; attempt++) {
    // A bot that does not answer at all fails soon; one that was there a moment ago has the whole deadline.
    const client = await connect(attempt === 1 ? deadline.atMost(firstAnswerWithinMs) : deadline);
    const bootId = (first ??= client.hello.bootId);
    try {
      const { changedPaths, outcome } = await writeDifference(client, change, deadline);
      for (const path of changedPaths) changed.add(path);
      if (outcome !== "lost") return { changedPaths: [...changed], outcome, bootId };
      if (attempt === attempts) throw new MolthubError("write-lost", `bot ${change.bot}: the connection broke during the write, ${String(attempts)} times. Run "pulumi up" again.`);
    } finally {
      await client.close();
    }
  }
}
