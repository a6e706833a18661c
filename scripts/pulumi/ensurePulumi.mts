import { messageOf } from "../setup/project.mjs";
import { BUILT_VERSION, INSTALLED_VERSION, OLDEST_VERSION, type Log, type PulumiCli } from "./cli.mts";
import { buildPulumi, cachedBuild } from "./build.mts";
import { cachedInstallation, installPulumi } from "./installer.mts";
import { pulumiOnPath } from "./onPath.mts";

/**
 * A Pulumi CLI that is new enough: the one on PATH, else one that was got before, else from the official installer, else built
 * from the pinned Go modules.
 */
export async function ensurePulumi(log: Log): Promise<PulumiCli> {
  const present = await pulumiOnPath(log);
  if (present !== undefined) return present;
  if (cachedInstallation() !== undefined) return installPulumi(log);
  if (cachedBuild() !== undefined) return buildPulumi(log);
  try {
    return await installPulumi(log);
  } catch (error) {
    log(`The official installer could not be used (${messageOf(error)}); building Pulumi ${BUILT_VERSION} from source instead.`);
  }
  try {
    return await buildPulumi(log);
  } catch (error) {
    throw new Error(
      `There is no Pulumi CLI, and none could be made: ${messageOf(error)}\n` +
        `Install Pulumi ${OLDEST_VERSION} or newer (${INSTALLED_VERSION} is known to work) so that \`pulumi version\` works, or Go >= 1.26 so that it can be built, then run the same again.`,
      { cause: error },
    );
  }
}
