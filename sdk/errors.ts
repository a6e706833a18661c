/**
 * The one error of Molthub. Its message says what is wrong, where, and what to do next, and is shown without a stack.
 *
 * @example
 * throw new MolthubError("port-in-use", "bot alice: port 18801 is taken by nginx (pid 812). Stop it, or give the bot another `port:`.");
 */
export class MolthubError extends Error {
  override readonly name = "MolthubError";

  /**
   * @param code stable, machine-readable kind of the failure, in kebab-case
   * @param message what is wrong, where, and what to do next; never holds a secret
   */
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The message of anything that was thrown, with the messages of its causes, in one line of prose. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : messageOf(error.cause);
  return cause === "" || error.message.includes(cause) ? error.message : `${error.message} (${cause})`;
}

/** True for the error of a missed deadline. */
export function isLate(error: unknown): boolean {
  return error instanceof MolthubError && error.code === "deadline";
}
