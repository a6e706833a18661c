import { execa, ExecaError } from "execa";
import { z } from "zod";
import { MolthubError } from "../../errors";
import { noPulumi } from "../noPulumi";
import { readMessage } from "./message";

/** One update of a stack. */
export interface Release {
  /** Counts from 1. */
  readonly number: number;
  /** When it began, in ISO 8601. */
  readonly at: string;
  /** Author of the commit; undefined where it is not known. */
  readonly who: string | undefined;
  readonly what: string;
  /** The commit of the program; undefined outside of git. */
  readonly commit: string | undefined;
  /** There were changes that no commit has, or nobody knows. */
  readonly dirty: boolean;
  /** Ids of its rollouts; empty where nobody wrote them down. */
  readonly rollouts: readonly string[];
  readonly result: "succeeded" | "failed" | "in progress";
}

// `pulumi stack history --json --full-dates` (CLI 3.259), newest first.
const history = z.array(
  z.object({
    version: z.number().default(0),
    kind: z.string(),
    startTime: z.string(),
    message: z.string().default(""),
    environment: z.record(z.string(), z.string()).default({}),
    result: z.string(),
  }),
);

/**
 * The updates of a stack, newest first. Refreshes and destroys are none.
 *
 * @param stack if undefined, the selected stack
 * @throws MolthubError `no-history` with Pulumi's own words
 */
export async function readReleases(stack: string | undefined): Promise<Release[]> {
  return parseReleases(await readHistory(stack));
}

/** @param text what `pulumi stack history --json --full-dates` printed */
export function parseReleases(text: string): Release[] {
  const entries = history.parse(JSON.parse(text));
  return entries.flatMap(({ version, kind, startTime, message, environment, result }, at): Release[] => {
    if (kind !== "update") return [];
    const { text: what, rollouts } = readMessage(message);
    const commit = environment["git.head"];
    // A backend of files does not number its updates: it has 0 for each (CLI 3.259).
    const number = version === 0 ? entries.length - at : version;
    const known = result === "succeeded" || result === "failed" ? result : "in progress";
    return [{ number, at: startTime, who: environment["git.author"] ?? environment["git.committer"], what, commit, dirty: commit === undefined || environment["git.dirty"] !== "false", rollouts, result: known }];
  });
}

async function readHistory(stack: string | undefined): Promise<string> {
  try {
    const { stdout } = await execa("pulumi", ["stack", "history", "--json", "--full-dates", "--non-interactive", ...(stack === undefined ? [] : ["--stack", stack])], { stdin: "ignore" });
    return stdout;
  } catch (error) {
    if (error instanceof ExecaError && error.code === "ENOENT") throw noPulumi();
    const words = error instanceof ExecaError ? String(error.stderr).trim() : String(error);
    throw new MolthubError("no-history", `cannot read the stack's history: ${words}\nRun this in the folder of a Pulumi project, and name a stack that exists with --stack.`);
  }
}
