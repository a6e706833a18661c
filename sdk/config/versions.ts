import { MolthubError } from "../errors";

/** The Gateway releases that this version of Molthub knows, by npm package. */
const knownVersions: Readonly<Record<string, readonly string[]>> = { openclaw: ["2026.9.6"] };

/** A Gateway release: an npm package and an exact version of it. */
export interface GatewayRelease {
  readonly package: string;
  readonly version: string;
}

/**
 * Refuses a Gateway release that Molthub does not know.
 *
 * @param where names the bot in the message, as in `bot alice`
 * @throws MolthubError `unknown-version`
 */
export function requireKnownRelease(release: GatewayRelease, where: string): void {
  const versions = Object.hasOwn(knownVersions, release.package) ? knownVersions[release.package] : undefined;
  if (versions === undefined) {
    throw new MolthubError("unknown-version", `${where}: gateway.package: ${JSON.stringify(release.package)} is not a Gateway that Molthub installs. Use ${Object.keys(knownVersions).map((name) => JSON.stringify(name)).join(" or ")}.`);
  }
  if (!versions.includes(release.version)) {
    throw new MolthubError("unknown-version", `${where}: gateway.version: ${release.package} ${release.version} is not known to this version of Molthub. Use ${versions.map((version) => JSON.stringify(version)).join(" or ")}.`);
  }
}
