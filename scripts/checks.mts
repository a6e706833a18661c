import path from "node:path";
import { runChild, withOnPath } from "./setup/child.mjs";
import { ensureBuilt } from "./setup/dist.mjs";
import { log, messageOf, projectDir } from "./setup/project.mjs";

/** Something that looks at the sources or at the package, and finds it good or not. */
export interface Check {
  readonly name: string;
  readonly tool: string;
  readonly args: readonly string[];
}

export const sourceChecks: readonly Check[] = [
  { name: "types", tool: "typescript/bin/tsc", args: ["-p", "tsconfig.json"] },
  { name: "lint", tool: "eslint/bin/eslint.js", args: [".", "--max-warnings", "0"] },
];

/** They look at dist, so it must be built. */
export const packageChecks: readonly Check[] = [
  { name: "package (publint)", tool: "publint/src/cli.js", args: ["--strict"] },
  { name: "package types (attw)", tool: "@arethetypeswrong/cli/dist/index.js", args: ["--pack", ".", "--quiet"] },
];

/** Builds dist, which scripts and tests import by the package's name, when it is stale; what it returns reads like a failed check. */
export async function failedBuild(): Promise<string[]> {
  try {
    await ensureBuilt(projectDir, process.execPath, log);
    return [];
  } catch (error) {
    log(messageOf(error));
    return ["build"];
  }
}

/** Runs the checks, their output as it comes, and returns the names of those that failed. */
export async function failedChecks(checks: readonly Check[]): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, tool, args } of checks) {
    console.log(`Checking ${name}...`);
    const code = await runTool(tool, args);
    if (code !== 0) failed.push(name);
  }
  return failed;
}

/** Runs a development tool of this clone by its path in node_modules. */
export function runTool(tool: string, args: readonly string[], env = withOnPath(process.execPath)): Promise<number> {
  return runChild(process.execPath, [path.join(projectDir, "node_modules", tool), ...args], { cwd: projectDir, env });
}
