import { isDeepStrictEqual } from "node:util";
import { diffDocuments, differenceFrom, droppedAgents, holdsMarker, isPlainObject, isWithin, mapScalars, referencesIn, reveal, revealAs, sealedValues, storedAs, valueAt, type Change, type ConfigDocument, type Path } from "../config";
import type { Deadline } from "../deadline";
import { messageOf, MolthubError } from "../errors";
import { documentOver, type ConfigChange } from "./change";
import type { Goal } from "./goal";
import { requirePaths, requireRelease } from "./identity";
import { listed } from "./listed";
import type { Pace } from "./pace";
import type { Session } from "./session";
import { settle } from "./settle";
import { verify } from "./verify";
import { writeDifference } from "./write";

/** What came of an attempt to take a change back. */
export interface Undone {
  /** Paths whose old value only the bot knew: they have the new one. */
  readonly lost: readonly Path[];
  /** Paths that somebody else changed in the meantime: they have the value of that one. */
  readonly foreign: readonly Path[];
  /** Agents that came with the change, and stay: a Gateway lets no write take one away (openclaw 2026.9.6). */
  readonly agents: readonly Path[];
}

const attempts = 3;
// Somebody else wrote in between, or the Gateway was not in the mood: that may be over in a moment.
const passing = new Set(["verify-failed", "busy", "config-refused"]);

/**
 * Brings back the document that a bot ran before a change: by the same means, proven in the same way. What somebody else changed in the
 * meantime is kept.
 *
 * @param before the live document before the change
 * @throws MolthubError, when the bot does not run the old document again
 */
export async function undo(session: Session, change: ConfigChange, before: ConfigDocument, pace: Pace, deadline: Deadline): Promise<Undone> {
  const { bot, release, sealed, mayWrite } = change;
  const old = reveal(before, sealed);
  const written = documentOver(before, change);
  const agents = droppedAgents(written, old, release).map(({ path }) => path);
  // A document with agents says whose they are.
  const kept = agents.length === 0 ? [] : [...agents, ["agents", "ownership"]];
  const reverse = diffDocuments(written, old).filter(({ path }) => !kept.some((other) => isWithin(path, other)));
  const lost = reverse.filter(({ after }) => holdsMarker(after)).map(({ path }) => path);
  const writtenSecrets = sealedValues(written, before, change.secretPaths);
  const known = (live: ConfigDocument | undefined): ConfigDocument => unbaked(revealAs(reveal(live ?? {}, writtenSecrets), old), written);
  const goal: Goal = {
    bot,
    release,
    known,
    target: (live) => {
      const now = known(live);
      return live === undefined || (lost.length === 0 && kept.length === 0 && isDeepStrictEqual(now, written)) ? old : (storedAs(reverted(now, written, reverse), release) as ConfigDocument);
    },
    permit: (live, _paths, client) => {
      // Another gateway may have come to the address: it is not ours to take anything back from.
      requireRelease(client.hello, change);
      requirePaths(live.path, client.hello, change);
      mayWrite();
    },
    touched: () => undefined,
  };
  let wasLost = false;
  const once = async (): Promise<Undone | undefined> => {
    const { outcome } = await writeDifference(await session.client(deadline), goal, pace, deadline);
    if (outcome === "lost") {
      wasLost = true;
      await session.close();
      return undefined;
    }
    const settled = await settle(session, goal, wasLost && outcome === "nothing" ? "lost" : outcome, pace, deadline);
    const live = verify(settled, bot, goal.target(settled.live.document), change.unmanaged);
    return { lost, agents, foreign: foreignIn(live, old, [...lost, ...kept], change.unmanaged) };
  };
  for (let attempt = 1; ; ) {
    try {
      const undone = await once();
      if (undone !== undefined) return undone;
      await deadline.sleep(pace.poll);
    } catch (error) {
      if (!(error instanceof MolthubError) || !passing.has(error.code) || attempt++ === attempts) throw error;
      await deadline.sleep(pace.tellAgain);
    }
  }
}

/** What is not as it was, though it could have been taken back. A redacted leaf is taken for what it was: nobody can tell. */
function foreignIn(live: ConfigDocument, old: ConfigDocument, known: readonly Path[], unmanaged: readonly string[]): Path[] {
  return differenceFrom(live, old, unmanaged).filter((path) => !known.some((other) => isWithin(path, other)));
}

/** The words for a user who asked for a change and has the old document. */
export function undoneError(failure: MolthubError, { lost, foreign, agents }: Undone): MolthubError {
  const exceptions = [
    ...(agents.length === 0 ? [] : [`${listed(agents)} stays, because a gateway lets no write take an agent away: delete it on the bot (\`openclaw agents delete\`)`]),
    ...(lost.length === 0 ? [] : [`${listed(lost)} could not be, because only the bot knew the old value`]),
    ...(foreign.length === 0 ? [] : [`${listed(foreign)} was not, because somebody else changed it in the meantime`]),
  ];
  const what = exceptions.length === 0 ? "the bot runs its old document again, proven on the live bot." : `${exceptions.join("; ")}.`;
  return new MolthubError(failure.code, `${toldLate(failure)} The change was taken back: ${what}`, { cause: failure });
}

/** The words for the case in which both ways failed. */
export function notUndoneError(bot: string, failure: MolthubError, second: unknown): MolthubError {
  const why = second instanceof MolthubError ? toldLate(second) : withStop(messageOf(second));
  return new MolthubError("not-undone", `${toldLate(failure)} Taking the change back failed too: ${why} Look at the bot ("molthub doctor ${bot}"); "pulumi up --refresh" goes on from what it really runs.`, { cause: failure });
}

/** The words for a bot whose config file was absent or invalid before. */
export function noWayBackError(bot: string, failure: MolthubError): MolthubError {
  return new MolthubError(failure.code, `${toldLate(failure)} The bot had no valid config before, so the new one stays. Look at the bot ("molthub doctor ${bot}"), then run "pulumi up" again.`, { cause: failure });
}

/** What is said of a refusal before the first write is not so of a later one. */
function toldLate({ message }: MolthubError): string {
  return withStop(message.replace(/ (Nothing was written|Its config is as before)\./, ""));
}

function withStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A Clawdbot may write the values of all `${NAME}` into its file (2026.1.24-3): they are no edits of somebody else's. */
function unbaked(live: ConfigDocument, written: ConfigDocument): ConfigDocument {
  return mapScalars(live, (value, path) => {
    const sent = valueAt(written, path);
    return typeof value === "string" && typeof sent === "string" && referencesIn(sent).length > 0 ? sent : value;
  });
}

/** Only what still has the value that was written: the rest is somebody else's by now. */
function reverted(now: ConfigDocument, written: ConfigDocument, reverse: readonly Change[]): ConfigDocument {
  const ours = reverse.filter(({ path, before, after }) => !holdsMarker(after) && isDeepStrictEqual(valueAt(now, path), before) && keepsPlace(now, written, path));
  return ours.reduce((document, { path, after }) => withValue(document, path, after), now);
}

/** False where somebody took away what held a value: that the value is not there is no more than a part of that. */
function keepsPlace(now: ConfigDocument, written: ConfigDocument, path: Path): boolean {
  return path.every((_, length) => !isPlainObject(valueAt(written, path.slice(0, length))) || isPlainObject(valueAt(now, path.slice(0, length))));
}

function withValue(document: ConfigDocument, [key = "", ...rest]: Path, value: Change["after"]): ConfigDocument {
  const { [key]: member, ...others } = document;
  if (rest.length > 0) {
    const inner = withValue(typeof member === "object" && member !== null && !Array.isArray(member) ? member : {}, rest, value);
    // What only held what goes was not there before.
    return Object.keys(inner).length === 0 && value === undefined ? others : { ...document, [key]: inner };
  }
  return value === undefined ? others : { ...document, [key]: value };
}
