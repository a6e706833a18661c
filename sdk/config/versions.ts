import { MolthubError } from "../errors";
import { knownReleases } from "./releases";

/** A Gateway release: an npm package and an exact version of it. */
export interface GatewayRelease {
  readonly package: string;
  readonly version: string;
}

/** The releases that Molthub's own hosts install and run, by npm package. */
const hostedVersions: Readonly<Record<string, readonly string[]>> = { openclaw: ["2026.9.6"] };

/**
 * Refuses a Gateway release whose configuration Molthub does not know.
 *
 * @param where names the bot in the message, as in `bot alice`
 * @throws MolthubError `unknown-version`
 */
export function requireKnownRelease(release: GatewayRelease, where: string): void {
  const packages = [...new Set(knownReleases().map((known) => known.package))];
  if (!packages.includes(release.package)) {
    throw new MolthubError("unknown-version", `${where}: gateway.package: ${JSON.stringify(release.package)} is not a Gateway that Molthub knows. Use ${oneOf(packages)}.`);
  }
  const versions = knownReleases().flatMap((known) => (known.package === release.package ? [known.version] : []));
  if (!versions.includes(release.version)) {
    const captured = /^\d/.test(release.version) ? `, or make it known: in a clone of Molthub, npm run capture -- ${release.package}@${release.version}` : "";
    throw new MolthubError("unknown-version", `${where}: gateway.version: ${release.package} ${release.version} is not known to this version of Molthub. Use ${oneOf(versions)}${captured}.`);
  }
}

/**
 * Refuses a Gateway release that Molthub cannot install.
 *
 * @param where names the bot in the message, as in `bot alice`
 * @throws MolthubError `unhosted-version`
 */
export function requireHostedRelease(release: GatewayRelease, where: string): void {
  const hosted = Object.entries(hostedVersions).flatMap(([name, versions]) => versions.map((version) => `${name} ${version}`));
  if (hosted.includes(`${release.package} ${release.version}`)) return;
  throw new MolthubError("unhosted-version", `${where}: gateway: Molthub does not install ${release.package} ${release.version}. Use ${hosted.join(" or ")}, or run the gateway yourself and give its address: \`target: { external: { address, token } }\`.`);
}

function oneOf(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(" or ");
}
