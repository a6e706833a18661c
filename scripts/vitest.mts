import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runTool } from "./checks.mts";

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

export function countOf(passed: number, failed: number): Count {
  return { passed, failed };
}

/** Runs vitest projects, their output as it comes, and counts the tests. A file that does not even load counts as a failed test. */
export async function runVitest(projects: readonly string[], args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Count> {
  if (projects.length === 0) return countOf(0, 0);
  const folder = mkdtempSync(path.join(os.tmpdir(), "molthub-test-"));
  try {
    const report = path.join(folder, "report.json");
    const chosen = projects.flatMap((project) => ["--project", project]);
    const code = await runTool("vitest/vitest.mjs", ["run", ...chosen, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...args], env);
    const { passed, failed } = readReport(report);
    return countOf(passed, code !== 0 && failed === 0 ? 1 : failed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): Count {
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as Report;
    const unloadable = report.testResults.filter(({ status, assertionResults }) => status === "failed" && assertionResults.length === 0);
    return countOf(report.numPassedTests, report.numFailedTests + unloadable.length);
  } catch {
    // vitest itself failed; its exit code says so.
    return countOf(0, 0);
  }
}

/** What is read of vitest's JSON report. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}
