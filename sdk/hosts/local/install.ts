import { join } from "node:path";
import { execa } from "execa";
import type { GatewayRelease } from "../../config";
import { messageOf, MolthubError } from "../../errors";
import { installPinned } from "../cache/installPinned.cjs";
import { ensureNode } from "../cache/node.cjs";

/** An installed Gateway that can be started. */
export interface GatewayInstallation {
  /** Path of a Node that this Gateway runs on. */
  readonly node: string;
  /** Path of the Gateway's program. */
  readonly entry: string;
}

/**
 * Installs a Gateway release into the cache, once for all bots of this user: the packages and checksums of the committed lockfile, with
 * nothing run at install time.
 *
 * @param log told what is being done, and how long it usually takes
 * @throws MolthubError `install-failed`
 */
export async function installGateway(release: GatewayRelease, log: (line: string) => void): Promise<GatewayInstallation> {
  const node = await ensureNode(log);
  const folder = await installPinned({
    pinned: join(__dirname, "packages", `${release.package}-${release.version}`),
    what: `${release.package} ${release.version}`,
    node,
    log,
    // The program completes its own installation at its first start and races when several do (openclaw 2026.9.6): start it once here.
    complete: (staging) => runOnce(node, entryOf(staging, release)),
  });
  return { node, entry: entryOf(folder, release) };
}

function entryOf(folder: string, release: GatewayRelease): string {
  return join(folder, "node_modules", release.package, `${release.package}.mjs`);
}

async function runOnce(node: string, entry: string): Promise<void> {
  try {
    await execa(node, [entry, "--version"], { timeout: 120_000, stdin: "ignore" });
  } catch (error) {
    throw new MolthubError("install-failed", `the installed gateway does not start: ${messageOf(error)}`);
  }
}
