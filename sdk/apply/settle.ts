import type { Deadline } from "../deadline";
import { isLate, MolthubError } from "../errors";
import { dialectOf, GatewayError, type DegradedSecretOwner, type GatewayClient } from "../gateway";
import type { Goal } from "./goal";
import type { Pace } from "./pace";
import { readLive, type LiveConfig } from "./readLive";
import { isGone, type Session } from "./session";
import { differingPaths, writeWhole, type Written } from "./write";

/** The live config once the running process uses it, and which process that is. */
export interface Settled {
  readonly live: LiveConfig;
  /** Absent on Clawdbot, which does not name its starts. */
  readonly bootId: string | undefined;
  /** Where the Gateway says that its state is. */
  readonly stateDir: string | undefined;
  /** Parts of the bot that cannot get their secret. */
  readonly degraded: readonly DegradedSecretOwner[];
}

/**
 * Waits until the running process uses the file, through a restart where the change needs one. A Gateway may persist a document and fail
 * to take it into use while a plugin is still at work, as right after its start; writing the same document again is the way that it names
 * itself (openclaw 2026.9.6: "persisted but was not applied"). A Clawdbot does not say what it runs: a restart after the write, or another
 * write with a restart, is the proof.
 *
 * @param outcome what is known of the write
 * @throws MolthubError `not-applied`
 */
export async function settle(session: Session, goal: Goal, outcome: Written["outcome"], pace: Pace, deadline: Deadline): Promise<Settled> {
  const { alwaysRestarts } = dialectOf(goal.release);
  const isOnItsWay = outcome === "accepted" || (outcome === "lost" && !alwaysRestarts);
  let nextWrite = performance.now() + (isOnItsWay ? pace.takeUp : pace.tellAgain);
  let isTaken = !alwaysRestarts || outcome === "accepted" || outcome === "nothing";
  for (;;) {
    let client: GatewayClient | undefined;
    try {
      client = await session.client(deadline);
      const live = await readLive(client, goal.release, deadline.atMost(pace.answer));
      if (live.document === undefined || (live.applied && isTaken)) {
        const { degradedSecretOwners: degraded } = await client.call("status", {}, deadline.atMost(pace.answer));
        const { bootId, stateDir } = client.hello;
        return { live, bootId, stateDir, degraded };
      }
      if (performance.now() > nextWrite) {
        if (await writeAgain(client, live, goal, pace, deadline)) isTaken = true;
        nextWrite = performance.now() + pace.tellAgain;
      }
      await deadline.sleep(pace.poll);
    } catch (error) {
      if (!(error instanceof MolthubError)) throw error;
      if (error.code === "unreachable" || (isLate(error) && deadline.expired)) throw notApplied(goal.bot, error);
      // A restart ends the connection: the next one meets the process that is there.
      if (!isGone(error)) throw error;
      isTaken ||= client?.saidRestart === true;
      await session.close();
    }
  }
}

/** @returns true when the Gateway took the document into use */
async function writeAgain(client: GatewayClient, live: LiveConfig, goal: Goal, pace: Pace, deadline: Deadline): Promise<boolean> {
  await goal.permit(live, differingPaths(live.document, goal), client);
  goal.touched();
  try {
    await writeWhole(client, live, goal, pace, deadline);
    return true;
  } catch (error) {
    if (!(error instanceof GatewayError) || (error.code !== "written-not-live" && error.code !== "stale-hash")) throw error;
    return false;
  }
}

function notApplied(bot: string, cause: MolthubError): MolthubError {
  return new MolthubError("not-applied", `bot ${bot}: the document is written, but the gateway has not taken it into use (${cause.message}). Look at its log ("molthub logs ${bot}"), then run "pulumi up" again.`);
}
