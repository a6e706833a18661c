import { diffDocuments, formatPath, isPlainObject, mergePatch, paddingBetween, paddingPatch, revealAs, sizeOf, unpadded, type ConfigDocument } from "../config";
import { Deadline } from "../deadline";
import { isLate } from "../errors";
import { dialectOf, GatewayError, type GatewayClient } from "../gateway";
import type { Goal } from "./goal";
import type { Pace } from "./pace";
import { readLive, type LiveConfig } from "./readLive";
import { refusal } from "./refusal";

/** What a write did, as far as the Gateway said. */
export interface Written {
  /** The paths that differed, as a person reads them; empty when nothing was written. */
  readonly changedPaths: readonly string[];
  /** `accepted`: the running process takes the file into use. `lost`: the connection broke, and what became of the write is not known. */
  readonly outcome: "nothing" | "accepted" | "persisted" | "lost";
}

// Somebody else wrote between our read and our write: read again and decide anew, a few times.
const attempts = 3;
// From 25 MB, the longest config that a Gateway takes, to nothing.
const mostSteps = 20;

/**
 * Brings the live document to the goal, based on the hash of what was read; a document that is much smaller than what is there in several
 * writes. Writes nothing when there is nothing to do.
 *
 * @throws MolthubError `config-refused` and its like: nothing was changed
 */
export async function writeDifference(client: GatewayClient, goal: Goal, pace: Pace, deadline: Deadline): Promise<Written> {
  const changed = new Set<string>();
  let written = false;
  let stale = 0;
  for (let step = 1; ; step++) {
    let asked = false;
    try {
      const live = await readLive(client, goal.release, deadline.atMost(pace.firstAnswer));
      const paths = differingPaths(live.document, goal);
      if (paths.length === 0 && !live.padded && live.document !== undefined) return { changedPaths: [...changed], outcome: written ? "accepted" : "nothing" };
      for (const path of paths) changed.add(path);
      await goal.permit(live, paths, client);
      asked = true;
      const more = await writeStep(client, live, goal, pace, deadline);
      goal.touched();
      written = true;
      if (!more || step === mostSteps) return { changedPaths: [...changed], outcome: "accepted" };
    } catch (error) {
      if (asked && (!(error instanceof GatewayError) || error.code === "connection-lost" || error.code === "written-not-live")) goal.touched();
      // One that answers nothing is as good as cut.
      if (isLate(error) && !deadline.expired) return { changedPaths: [...changed], outcome: "lost" };
      if (!(error instanceof GatewayError)) throw error;
      if (error.code === "connection-lost") return { changedPaths: [...changed], outcome: "lost" };
      if (!asked) throw error;
      if (error.code === "written-not-live") return { changedPaths: [...changed], outcome: "persisted" };
      // The document is there; what is left is padding, which the next change takes away.
      if (written) return { changedPaths: [...changed], outcome: "accepted" };
      if (error.code !== "stale-hash" || ++stale === attempts) throw refusal(goal.bot, error);
    }
  }
}

/** @returns true when the document is there, but the file has to become smaller yet */
async function writeStep(client: GatewayClient, live: LiveConfig, goal: Goal, pace: Pace, deadline: Deadline): Promise<boolean> {
  const { writes } = dialectOf(goal.release);
  if (writes === "whole" || live.document === undefined) {
    await writeWhole(client, live, goal, pace, deadline);
    return false;
  }
  const [known, target] = [goal.known(live.document), goal.target(live.document)];
  const { patch: whole, replacePaths } = mergePatch(known, target);
  const patch = withAgentsKept(whole, known);
  const { meta, wizard } = live.read.parsed;
  const stamps = { ...(meta && { meta }), ...(wizard && { wizard }) };
  const padding = paddingBetween(sizeOf({ ...known, ...stamps }), sizeOf({ ...target, ...unpadded(stamps).document }));
  const padded = padding > 0 || live.padded ? paddingPatch(live.read.parsed, padding) : {};
  const sent = (more: ConfigDocument) => (until: Deadline): Promise<unknown> => client.call("config.patch", { raw: JSON.stringify({ ...patch, ...more }), replacePaths, ...baseOf(live) }, until);
  try {
    await answered(sent(padded), client, live, goal, pace, deadline);
    return padding > 0;
  } catch (error) {
    const told = sizesTold(error);
    if (told === undefined) throw error;
    // What is redacted is longer than what is shown in its place: the Gateway names the true sizes.
    await answered(sent(paddingPatch(live.read.parsed, padding + paddingBetween(told.from, told.to))), client, live, goal, pace, deadline);
    return true;
  }
}

/** Writes the whole document, whatever the live one is (`config.apply`, openclaw 2026.9.6 and clawdbot 2026.1.24-3). */
export async function writeWhole(client: GatewayClient, live: LiveConfig, goal: Goal, pace: Pace, deadline: Deadline): Promise<void> {
  const once = dialectOf(goal.release).alwaysRestarts ? { restartDelayMs: 0 } : {};
  // What the setup wizard noted stays, and padding with it: this write may not halve the file either.
  const { wizard } = live.read.parsed;
  const kept = live.document === undefined || wizard === undefined ? {} : { wizard };
  const sent = (until: Deadline): Promise<unknown> => client.call("config.apply", { raw: JSON.stringify({ ...goal.target(live.document), ...kept }), ...once, ...baseOf(live) }, until);
  await answered(sent, client, live, goal, pace, deadline);
  if (dialectOf(goal.release).alwaysRestarts) await untilRestart(client, pace, deadline);
}

/**
 * It restarts some 50 ms after its answer, and says so before it ends the connection (clawdbot 2026.1.24-3): to look before that would be to
 * look at the old process, and a connection that just breaks proves nothing.
 */
async function untilRestart(client: GatewayClient, pace: Pace, deadline: Deadline): Promise<void> {
  try {
    await client.untilClosed(deadline.atMost(pace.restartBegins));
  } catch (error) {
    if (!isLate(error)) throw error;
    throw new GatewayError("written-not-live", "config.apply persisted, but the gateway did not restart");
  }
  if (!client.saidRestart) throw new GatewayError("connection-lost", "config.apply persisted, and the connection broke before the restart");
}

/**
 * Sends a write and waits for its answer, where need be longer than we have: what was sent may still land when nobody waits any more, and a
 * way back that begins before that would be overrun by it.
 */
async function answered(sent: (until: Deadline) => Promise<unknown>, client: GatewayClient, before: LiveConfig, goal: Goal, pace: Pace, deadline: Deadline): Promise<void> {
  const answer = sent(Deadline.after(deadline.remainingMs + pace.takeUp, deadline.what));
  answer.catch(() => undefined);
  try {
    await answeredInTime(answer, client, before, goal, pace, deadline);
  } catch (error) {
    if (!isLate(error) || !deadline.expired) throw error;
    await answer;
    throw error;
  }
}

/**
 * The answer, or the evidence that there is nothing to wait for: a write that meets the end of the reload before it is never answered. It may
 * be live all the same; or it is written, and another write takes it into use (openclaw 2026.9.6).
 */
async function answeredInTime(answer: Promise<unknown>, client: GatewayClient, before: LiveConfig, goal: Goal, pace: Pace, deadline: Deadline): Promise<void> {
  for (let looks = 0; ; ) {
    try {
      await deadline.atMost(pace.answer).race(answer);
      return;
    } catch (error) {
      if (!isLate(error) || deadline.expired) throw error;
      const state = await stateOf(client, before, goal, pace, deadline);
      if (state === "live") return;
      // It may be about to answer: a plugin takes its time to load.
      if (state === "written" && ++looks > 1) throw new GatewayError("written-not-live", "persisted, but the gateway does not answer");
    }
  }
}

/** A bot that does not answer this either may be on a connection that is open on our side only. */
async function stateOf(client: GatewayClient, before: LiveConfig, goal: Goal, pace: Pace, deadline: Deadline): Promise<"live" | "written" | "other"> {
  try {
    const live = await readLive(client, goal.release, deadline.atMost(pace.answer));
    if (live.document === undefined) return "other";
    const target = goal.target(live.document);
    const shows = (document: ConfigDocument): boolean => diffDocuments(revealAs(document, target), target).length === 0;
    // The file is another one, or was written before and is sent again: what it hides is what was sent, if all that it shows is.
    if (!shows(live.document) || (live.baseHash === before.baseHash && !(before.document !== undefined && shows(before.document)))) return "other";
    return live.applied ? "live" : "written";
  } catch (error) {
    if (!isLate(error) || deadline.expired) throw error;
    throw new GatewayError("connection-lost", "the gateway answers nothing any more");
  }
}

/** What a write would change, as people read paths. */
export function differingPaths(document: ConfigDocument | undefined, goal: Goal): string[] {
  return diffDocuments(goal.known(document), goal.target(document)).map(({ path }) => formatPath(path));
}

/** A Gateway has an agent also where a file names none, and refuses a patch that takes all of `agents` away (openclaw 2026.9.6). */
function withAgentsKept(patch: ConfigDocument, known: ConfigDocument): ConfigDocument {
  const { agents } = known;
  if (patch["agents"] !== null || !isPlainObject(agents)) return patch;
  return { ...patch, agents: Object.fromEntries(Object.keys(agents).map((key) => [key, null])) };
}

function baseOf(live: LiveConfig): { baseHash?: string } {
  return live.baseHash === undefined ? {} : { baseHash: live.baseHash };
}

function sizesTold(error: unknown): { from: number; to: number } | undefined {
  const [, from, to] = (error instanceof GatewayError && error.code === "write-rejected" && /size-drop:(\d+)->(\d+)/.exec(error.message)) || [];
  return from === undefined || to === undefined ? undefined : { from: Number(from), to: Number(to) };
}
