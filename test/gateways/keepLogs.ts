import { cpSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";

/** Copies the logs of a failed test to `.test-logs/<test>/`, because its folder is deleted. */
export function keepLogs(test: string, paths: readonly string[]): void {
  const folder = join(".test-logs", test.replaceAll(/[^\w.-]+/g, "-"));
  mkdirSync(folder, { recursive: true });
  for (const path of paths) {
    try {
      cpSync(path, join(folder, basename(path)));
    } catch {
      // A gateway that died early has no log of its own.
    }
  }
}
