import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { GatewayRelease } from "../versions";
import type { ReleaseTable } from "./table";

export { strongestKind } from "./reloadKind";
export type { ChannelPlugin, ReleaseTable, ReloadKind, SchemaNode } from "./table";

// Captures do not come and go while a program runs; every bot of a fleet asks for them.
const tableNames = readdirSync(__dirname)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length))
  .sort();

const loaded = new Map<string, ReleaseTable>();

/** The table of a release, or undefined when none was captured. */
export function releaseTable(release: GatewayRelease): ReleaseTable | undefined {
  const name = `${release.package}-${release.version}`;
  const known = loaded.get(name);
  if (known !== undefined) return known;
  if (!tableNames.includes(name)) return undefined;
  const table = JSON.parse(readFileSync(join(__dirname, `${name}.json`), "utf8")) as ReleaseTable;
  loaded.set(name, table);
  return table;
}

/** Every release of which there is a table, sorted by name. */
export function knownReleases(): GatewayRelease[] {
  return tableNames.map((name) => {
    const [packageName = "", ...version] = name.split("-");
    return { package: packageName, version: version.join("-") };
  });
}
