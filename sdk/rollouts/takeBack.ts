import pLimit from "p-limit";
import { applyConfig, liveDigest, readLive, type ChangeObserver, type ConfigChange, type LiveConfig } from "../apply";
import { digestOf, hiddenChange, patched, reveal, withoutUnmanaged, type ConfigDocument } from "../config";
import { Deadline } from "../deadline";
import { messageOf, MolthubError } from "../errors";
import { withClient } from "../gateway";
import { ranBefore } from "./ranBefore";
import type { TouchedBot } from "./touchedBot";

/** What came of taking bots back. */
export interface TakenBack {
  /** They run their old documents again, proven on the live bots. */
  readonly bots: readonly string[];
  /** They do not, or nobody knows. */
  readonly refusing: readonly { readonly bot: string; readonly reason: string }[];
}

/** What a write of the way back keeps to. */
export interface TakeBackConditions {
  /** Throws when nothing may be written any more. */
  readonly mayWrite: () => void;
  readonly observerOf: (bot: TouchedBot, to: string) => ChangeObserver;
}

const atOnce = 16;
// A way back that restarts takes a minute on a busy machine.
const lookWithinMs = 60_000;
const backWithinMs = 360_000;

/**
 * Gives bots the documents back that they ran before a rollout. Only a bot that runs exactly what the rollout gave it is written to: what
 * somebody else made of another is not ours to take back.
 */
export async function takeBack(bots: readonly TouchedBot[], conditions: TakeBackConditions): Promise<TakenBack> {
  const limit = pLimit(atOnce);
  const outcomes = await Promise.all(
    bots.map((bot) =>
      limit(async () => {
        try {
          await takeOneBack(bot, conditions);
          return { bot: bot.bot };
        } catch (error) {
          if (error instanceof MolthubError && error.code === "engine-gone") throw error;
          return { bot: bot.bot, reason: messageOf(error).replace(`bot ${bot.bot}: `, "") };
        }
      }),
    ),
  );
  return { bots: outcomes.flatMap(({ bot, reason }) => (reason === undefined ? [bot] : [])), refusing: outcomes.flatMap(({ bot, reason }) => (reason === undefined ? [] : [{ bot, reason }])) };
}

async function takeOneBack(touched: TouchedBot, conditions: TakeBackConditions): Promise<void> {
  const { connect, created, back, failure, digest } = touched;
  if (created) throw new MolthubError("no-way-back", "is new with this rollout: there is nothing to go back to");
  if (failure === undefined && back?.digest === digest) throw new MolthubError("no-way-back", "its document is the same as before, and what changed on its host (version, plugins or environment) stays");
  const live = await look(touched);
  const runs = liveDigest(live.document, ownBase(touched));
  // Its own update took the change back already, or an earlier run did.
  // Where only what is hidden could tell, it is written all the same.
  const runsOld = back === undefined ? failure !== undefined && runs === digest : runs !== digest && ranBefore(live, { ...ownBase(touched), digest, ...(touched.seen !== undefined && { seen: touched.seen }) }, back);
  if (runsOld) return;
  if (runs !== digest) throw new MolthubError("foreign-document", "runs a document that this rollout did not give it");
  if (back === undefined) throw new MolthubError("no-way-back", "its old document is not known");
  const wanted = withoutUnmanaged(patched(reveal(live.document ?? {}, touched.sealed), back.patch), touched.unmanaged);
  if (digestOf(wanted, back.secretPaths, touched.key) !== back.digest) throw new MolthubError("no-way-back", "its old document cannot be made again from what it runs");
  await applyConfig(connect, changeTo(touched, wanted, back.secretPaths, conditions), conditions.observerOf(touched, back.digest), Deadline.after(backWithinMs, "the way back"));
}

/** True when a bot runs exactly the document that the rollout gave it, also where its Gateway hides it. */
export async function runsGiven(touched: TouchedBot): Promise<boolean> {
  const { document, read } = await look(touched);
  return liveDigest(document, ownBase(touched)) === touched.digest && hiddenChange(touched.seen, read, touched.key) !== "changed";
}

function look({ connect, release }: TouchedBot): Promise<LiveConfig> {
  const deadline = Deadline.after(lookWithinMs, "the gateway's config");
  return withClient(
    () => connect(deadline),
    (client) => readLive(client, release, deadline),
  );
}

function ownBase({ secretPaths, unmanaged, sealed, references, key }: TouchedBot): Parameters<typeof liveDigest>[1] {
  return { secretPaths, unmanaged, sealed, references, key };
}

function changeTo(touched: TouchedBot, wanted: ConfigDocument, secretPaths: readonly string[], { mayWrite }: TakeBackConditions): ConfigChange {
  const { bot, release, unmanaged, sealed, hosted, digest, environment, paths, seen } = touched;
  return {
    bot,
    release,
    wanted,
    secretPaths,
    unmanaged,
    sealed,
    onlyAdds: false,
    hosted,
    base: { ...ownBase(touched), digests: [digest], ...(seen !== undefined && { seen }) },
    environment,
    ...(paths !== undefined && { paths }),
    mayWrite,
  };
}
