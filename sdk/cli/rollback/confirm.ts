import { createInterface } from "node:readline/promises";
import { MolthubError } from "../../errors";

/**
 * Refuses what nobody could be asked about.
 *
 * @throws MolthubError `not-confirmed`
 */
export function requireAnswerable(yes: boolean): void {
  if (!yes && !(process.stdin.isTTY && process.stderr.isTTY)) throw new MolthubError("not-confirmed", "there is no terminal to ask on. To go on without being asked: --yes.");
}

/** Asks a person; anything but yes is no. */
export async function confirmed(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-D is no; Ctrl-C is passed on.
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return /^y(es)?$/i.test((await Promise.race([terminal.question(`${question} [y/N] `), closed])).trim());
  } finally {
    terminal.close();
  }
}
