import { randomUUID } from "node:crypto";
import { hideShapes } from "../config";
import type { Deadline } from "../deadline";
import { MolthubError } from "../errors";
import type { GatewayClient } from "../gateway";

/** Sessions of Molthub begin so: a question from an operator must never end up in a conversation of the bot's users. */
export const probeSession = "molthub-probe";

/** The key of a session of that name. */
export function probeKey(session: string): string {
  return `agent:main:${session}`;
}

/** What a bot said, and how long it took. */
export interface BotAnswer {
  readonly text: string;
  readonly tookMs: number;
}

/**
 * Asks a bot something in the probe session and waits for the answer of its model (`agent`, openclaw 2026.9.6). Nothing is delivered to
 * any channel.
 *
 * @param client connected with scope `operator.write`
 * @param session begins with {@link probeSession}. Default: one for all questions
 * @throws MolthubError `no-answer` when the turn ends without a text
 */
export async function askBot(client: GatewayClient, bot: string, text: string, deadline: Deadline, session?: string): Promise<BotAnswer> {
  const begun = performance.now();
  const turn = await client.call("agent", { message: text, sessionKey: probeKey(session ?? probeSession), ...(session !== undefined && { sessionId: session }), idempotencyKey: randomUUID(), deliver: false }, deadline);
  const answer = (turn.result?.payloads ?? []).map((payload) => payload.text ?? "").join("\n").trim();
  if (turn.status !== "ok" || answer === "") {
    throw new MolthubError("no-answer", `bot ${bot}: the turn ended with status ${turn.status}${turn.summary === undefined ? "" : ` (${hideShapes(turn.summary)})`} and without an answer. See what its model said: molthub logs ${bot}`);
  }
  return { text: answer, tookMs: performance.now() - begun };
}
