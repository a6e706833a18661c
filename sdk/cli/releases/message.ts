const rolloutsAtEnd = /\s*\(rollouts? ([0-9a-f]{10}(?:, [0-9a-f]{10})*)\)$/;

/**
 * What the stack's history says of an update, with the rollouts that it is: so every machine that has the stack knows them.
 *
 * @returns undefined where there is nothing to say
 * @example
 * messageWith("Shorter answers", ["371b9b2b67"]) // "Shorter answers (rollout 371b9b2b67)"
 */
export function messageWith(message: string, rollouts: readonly string[]): string | undefined {
  const named = rollouts.length === 0 ? undefined : `(${rollouts.length === 1 ? "rollout" : "rollouts"} ${rollouts.join(", ")})`;
  const text = [...(message === "" ? [] : [message]), ...(named === undefined ? [] : [named])].join(" ");
  return text === "" ? undefined : text;
}

/** What stands in a message that {@link messageWith} made, or in any other. */
export function readMessage(message: string): { readonly text: string; readonly rollouts: readonly string[] } {
  const [line = ""] = message.split("\n");
  const rollouts = rolloutsAtEnd.exec(line)?.[1]?.split(", ") ?? [];
  return { text: line.replace(rolloutsAtEnd, ""), rollouts };
}

/** What the history says of a rollout that was aborted. */
export const abortMessage = "Taken back";

const rollback = "Rollback to release";

/** What the history says of a rollback. */
export function rollbackMessage({ number, what }: { readonly number: number; readonly what: string }): string {
  return `${rollback} ${String(number)}: ${what}`;
}

/** True for such a message. */
export function isRollback(message: string): boolean {
  return message.startsWith(`${rollback} `);
}
