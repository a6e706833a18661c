import { execa } from "execa";

/** Runs git in a folder; undefined when it failed, or is not there. */
export async function git(folder: string, ...args: readonly string[]): Promise<string | undefined> {
  const { stdout, failed } = await execa("git", args, { cwd: folder, stdin: "ignore", reject: false });
  return failed ? undefined : stdout.trim();
}

/** Subject of the commit that a folder is at; empty where there is none. */
export async function subjectOf(folder: string): Promise<string> {
  return (await git(folder, "log", "-1", "--format=%s")) ?? "";
}
