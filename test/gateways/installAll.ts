import { installRelease } from "./install";

/**
 * Installs the gateways that tests drive, before the first of them: in the environment of whoever runs the tests, which knows the way to the
 * registry. The environments that tests give to the programs under test do not.
 */
export default async function installAll(): Promise<void> {
  await installRelease({ package: "openclaw", version: "2026.9.6" });
  await installRelease({ package: "clawdbot", version: "2026.1.24-3" });
}
