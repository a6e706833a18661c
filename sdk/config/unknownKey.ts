import { closestMatch } from "leven";
import { formatPath, type Path } from "./document";
import { knownReleases } from "./releases";
import { renamings } from "./releases/renamed";
import { ConfigSchema } from "./schema";
import type { GatewayRelease } from "./versions";

const shownKeys = 12;
const shownRenamings = 3;

/**
 * What to tell of a key that a release does not have: what it is called there, that another release has it, or which key may be meant.
 *
 * @param known the keys that may stand beside it
 */
export function explainUnknownKey(path: Path, known: readonly string[], release: GatewayRelease): string {
  return renamed(path, release) ?? elsewhere(path, release) ?? misspelt(path, known, release);
}

function renamed(path: Path, release: GatewayRelease): string | undefined {
  const found = renamings(path, release);
  if (found.length === 0) return undefined;
  const others = knownReleases().filter((other) => other.package !== release.package && has(other, path));
  if (others.length === 0) return undefined;
  const where = `is a key of ${others.map(nameOf).join(", ")}`;
  const itself = found.find(({ from }) => from.length === path.length);
  if (itself !== undefined) return itself.to === undefined ? `${where}; ${nameOf(release)} has nothing in its place: remove it` : `${where}; in ${nameOf(release)} it is ${textOf(itself.to)}`;
  const below = found.flatMap(({ from, to }) => (to === undefined ? [] : [`${textOf(from)} is ${textOf(to)}`]));
  return below.length === 0 ? undefined : `${where}; in ${nameOf(release)}, ${below.slice(0, shownRenamings).join(", ")}`;
}

/** A path in which `*` stands for any key. */
function textOf(path: Path): string {
  return formatPath(path).replaceAll('["*"]', ".*");
}

function elsewhere(path: Path, release: GatewayRelease): string | undefined {
  const others = knownReleases().filter((other) => nameOf(other) !== nameOf(release) && has(other, path));
  if (others.length === 0) return undefined;
  return `is not a key of ${nameOf(release)}, but of ${others.map(nameOf).join(", ")}: remove it, or select the layer by \`version\``;
}

function misspelt(path: Path, known: readonly string[], release: GatewayRelease): string {
  const key = path.at(-1) ?? "";
  // Two slips, or a third of a long name.
  const meant = closestMatch(key, known, { maxDistance: Math.max(2, Math.floor(key.length / 3)) });
  if (meant !== undefined) return `is not a key of ${nameOf(release)}; did you mean ${formatPath([...path.slice(0, -1), meant])}?`;
  const sorted = [...known].sort();
  const shown = sorted.length > shownKeys ? [...sorted.slice(0, shownKeys), "..."] : sorted;
  return `is not a key of ${nameOf(release)}${shown.length === 0 ? "" : `; there are ${shown.join(", ")}`}`;
}

/** A place where anything may stand proves nothing. */
function has(release: GatewayRelease, path: Path): boolean {
  const schema = ConfigSchema.of(release);
  const parents = schema.nodesAt(path.slice(0, -1));
  return parents.some(({ properties }) => properties !== undefined && Object.hasOwn(properties, path.at(-1) ?? ""));
}

function nameOf(release: GatewayRelease): string {
  return `${release.package} ${release.version}`;
}
