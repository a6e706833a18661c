import path from "node:path";
import { fileURLToPath } from "node:url";

/** The clone that these scripts belong to, whatever folder they are started from. */
export const projectDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * Progress goes to stderr, so that the output of `npm run pulumi -- stack output --json` stays clean.
 *
 * @param {string} line
 */
export function log(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs a script's work; a failure is told in its own words, without a stack, and becomes exit code 1.
 *
 * @param {() => Promise<number>} work gives the exit code
 */
export async function main(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    log(messageOf(error));
    process.exitCode = 1;
  }
}

/**
 * @param {unknown} error
 * @returns {string}
 */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
