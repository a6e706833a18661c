import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { botFiles, readIfThere, type BotFiles } from "@molthub/pulumi/sdk";

/** The stack of the default example. */
export const stack = "dev";

/** The bots of the default example, in the order of their ports. */
export const botNames = ["alice", "bob", "carol"];

/** Where everything of this clone's bots is. */
export function dataFolder(projectDir: string): string {
  return path.join(projectDir, ".molthub");
}

/** The bots of the stack that have a folder, by name, whatever the stack's state says of them. */
export function hostedBots(projectDir: string): Map<string, BotFiles> {
  const folder = path.join(dataFolder(projectDir), stack);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return new Map();
  }
  return new Map(names.map((name) => [name, botFiles(path.join(folder, name))] as const).filter(([, files]) => readIfThere(files.owner) !== undefined));
}

/** What `pulumi <arguments>` prints, run quietly on the stack; its own words when it fails. */
export async function pulumi(command: string, args: string[], options: { cwd: string; env: NodeJS.ProcessEnv; input?: string }): Promise<string> {
  const { input, ...rest } = options;
  const running = promisify(execFile)(command, [...args, "--stack", stack, "--non-interactive"], { ...rest, maxBuffer: 64 << 20 });
  running.child.stdin?.end(input ?? "");
  try {
    return (await running).stdout;
  } catch (error) {
    throw new Error(`pulumi ${args[0]} ${args[1] ?? ""} failed: ${String((error as { stderr?: string }).stderr).trim()}`);
  }
}

/** Whether the backend has the stack. */
export async function stackExists(command: string, options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<boolean> {
  const stacks = JSON.parse(await pulumi(command, ["stack", "ls", "--json"], options)) as readonly { readonly name: string }[];
  // A cloud backend names the organization too.
  return stacks.some(({ name }) => name.split("/").at(-1) === stack);
}
