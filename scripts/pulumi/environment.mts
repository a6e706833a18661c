import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { withOnPath } from "../setup/child.mjs";
import { MARKER, markerFor } from "../setup/marker.mjs";
import type { PulumiCli } from "./cli.mts";

/**
 * The environment in which everything of a project runs: its own Pulumi backend, home and passphrase, all in the git-ignored
 * `.pulumi` of the project, and the same Node and CLI for all children. What the user has set on purpose wins.
 */
export function projectEnvironment(projectDir: string, cli: PulumiCli): NodeJS.ProcessEnv {
  return {
    ...withOnPath(process.execPath, cli.command),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The host of the built CLI's plugins cannot be reached, or it would not have been built.
    ...(cli.origin === "built" ? { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" } : {}),
    ...ownBackend(projectDir),
    [MARKER]: markerFor(projectDir),
  };
}

/** Whether the project keeps its state in its own folder, and not where the user says. */
export function hasOwnBackend(): boolean {
  return !process.env["PULUMI_BACKEND_URL"];
}

function ownBackend(projectDir: string): Record<string, string> {
  if (!hasOwnBackend()) return {};
  const { PULUMI_HOME, PULUMI_CONFIG_PASSPHRASE, PULUMI_CONFIG_PASSPHRASE_FILE } = process.env;
  const folder = path.join(projectDir, ".pulumi");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    // Absolute, because a relative one is taken from the working directory; encoded, because of `#` and `%` in a path.
    PULUMI_BACKEND_URL: pathToFileURL(projectDir).href,
    ...(PULUMI_HOME ? {} : { PULUMI_HOME: folder }),
    ...(PULUMI_CONFIG_PASSPHRASE !== undefined || PULUMI_CONFIG_PASSPHRASE_FILE ? {} : { PULUMI_CONFIG_PASSPHRASE_FILE: ensurePassphrase(folder) }),
  };
}

/** A random passphrase, made once. A link fails where the file exists, so two first runs at once end with one passphrase. */
function ensurePassphrase(folder: string): string {
  const file = path.join(folder, "passphrase");
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, randomBytes(32).toString("base64url"), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return file;
}
