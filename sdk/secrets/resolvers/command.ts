import { execa } from "execa";

const withinMs = 60_000;

/**
 * What a program prints, without a line break at its end. What it prints when it fails is shown to nobody: it may quote a secret.
 *
 * @param remedy what to do when it fails; a sentence without its full stop
 */
export async function outputOf(command: string, args: readonly string[], remedy: string): Promise<string> {
  const { failed, stdout, timedOut, code, exitCode } = await execa(command, args, { stdin: "ignore", timeout: withinMs, reject: false });
  if (!failed) return stdout;
  throw new Error(`${command} ${howItEnded(timedOut, code, exitCode)}. ${remedy}`);
}

function howItEnded(timedOut: boolean, code: string | undefined, exitCode: number | undefined): string {
  if (timedOut) return `did not answer within ${String(withinMs / 1_000)} s`;
  if (code === "ENOENT") return "is not installed, or not on the PATH";
  return exitCode === undefined ? "did not run" : `ended with code ${String(exitCode)}`;
}
