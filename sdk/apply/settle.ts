import type { Deadline } from "../deadline";
import { MolthubError } from "../errors";
import { GatewayError, type DegradedSecretOwner, type GatewayClient } from "../gateway";
import { requireOnlyAdds } from "./adopt";
import type { ConfigChange, Connect } from "./change";
import { readLive, type LiveConfig } from "./readLive";
import { writeWhole } from "./write";

// A restart begins 2 s after the answer, later when the bot is at work: a Gateway that accepted the write is given its time.
const acceptedPatienceMs = 60_000;
const patienceMs = 5_000;

/** The live config once the running process uses it, and which process that is. */
export interface Settled {
  readonly live: LiveConfig;
  readonly bootId: string;
  /** Parts of the bot that cannot get their secret. */
  readonly degraded: readonly DegradedSecretOwner[];
}

/**
 * Waits until the running process uses the file, through a restart where the change needs one. A Gateway may persist a document and fail
 * to take it into use while a plugin is still at work, as right after its start; writing the same document again is the way that it names
 * itself (openclaw 2026.9.6: "persisted but was not applied").
 *
 * @param accepted the Gateway said that it takes the document into use
 * @throws MolthubError `not-applied`
 */
export async function settle(connect: Connect, change: ConfigChange, accepted: boolean, deadline: Deadline): Promise<Settled> {
  let nextWrite = performance.now() + (accepted ? acceptedPatienceMs : patienceMs);
  for (;;) {
    let client: GatewayClient | undefined;
    try {
      client = await connect(deadline);
      for (;;) {
        const live = await readLive(client, deadline);
        if (live.applied || live.document === undefined) {
          const { degradedSecretOwners: degraded } = await client.call("status", {}, deadline);
          return { live, bootId: client.hello.bootId, degraded };
        }
        if (performance.now() > nextWrite) {
          await writeAgain(client, live, change, deadline);
          nextWrite = performance.now() + patienceMs;
        }
        await deadline.sleep(250);
      }
    } catch (error) {
      if (error instanceof MolthubError && (error.code === "deadline" || error.code === "unreachable")) throw notApplied(change.bot, error);
      // A restart ends the connection; the next one meets the new process.
      if (!(error instanceof GatewayError) || error.code !== "connection-lost") throw error;
    } finally {
      await client?.close();
    }
  }
}

async function writeAgain(client: GatewayClient, live: LiveConfig, change: ConfigChange, deadline: Deadline): Promise<void> {
  requireOnlyAdds(live, change);
  change.mayWrite();
  try {
    await writeWhole(client, live, change, deadline);
  } catch (error) {
    if (!(error instanceof GatewayError) || (error.code !== "written-not-live" && error.code !== "stale-hash")) throw error;
  }
}

function notApplied(bot: string, cause: MolthubError): MolthubError {
  return new MolthubError("not-applied", `bot ${bot}: the document is written, but the gateway has not taken it into use (${cause.message}). Look at its log ("molthub logs ${bot}"), then run "pulumi up" again.`);
}
