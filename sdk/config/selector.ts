import { satisfies, validRange } from "semver";
import { isPlainObject } from "./document";
import { invalidLayer, type Layer } from "./layer";
import type { GatewayRelease } from "./versions";

/** The bots that a layer is for: those that meet all that is given. An empty selector selects every bot. */
export interface LayerSelector {
  /** Labels that the bot must have, all of them, as in `{ region: "eu" }`. If unset, any. */
  readonly matchLabels?: Readonly<Record<string, string>>;
  /**
   * Range of the bot's Gateway version, as in `">=2026.3 <2026.8"`. If unset, any. A revision is left out on both sides: `2026.1.24-3`
   * comes after 2026.1.24 and is taken for it (semver would take it for a prerelease before it). A prerelease such as `2026.3.0-beta.1`
   * comes before its version.
   */
  readonly version?: string;
}

/** What a selector looks at. */
export interface SelectableBot {
  readonly labels: Readonly<Record<string, string>>;
  readonly release: GatewayRelease;
}

/**
 * True when a layer applies to a bot.
 *
 * @throws MolthubError `invalid-layer`, naming layer and key, for a selector that cannot be understood: it must not select by accident
 */
export function selects(layer: Layer, bot: SelectableBot): boolean {
  return layer.selector === undefined || matchesSelector(`${layer.name}: selector`, layer.selector, bot);
}

/**
 * True when a bot meets a selector.
 *
 * @param where what errors call it
 * @throws MolthubError `invalid-layer`, as `selects`
 */
export function matchesSelector(where: string, selector: unknown, bot: SelectableBot): boolean {
  const { labels, range } = understood(where, selector);
  return labels.every(([label, value]) => bot.labels[label] === value) && (range === undefined || satisfies(withoutRevision(bot.release.version), range, { includePrerelease: true }));
}

function understood(where: string, selector: unknown): { labels: [string, unknown][]; range: string | undefined } {
  if (!isPlainObject(selector)) throw invalidLayer(where, [], 'must be an object, as in { matchLabels: { region: "eu" } }');
  const unknown = Object.keys(selector).find((key) => key !== "matchLabels" && key !== "version");
  if (unknown !== undefined) throw invalidLayer(where, [], `${JSON.stringify(unknown)} is not a part of a selector. Use \`matchLabels\` and \`version\`.`);
  return { labels: labelsOf(where, selector["matchLabels"]), range: rangeOf(where, selector["version"]) };
}

function labelsOf(where: string, matchLabels: unknown): [string, unknown][] {
  if (matchLabels === undefined) return [];
  if (!isPlainObject(matchLabels)) throw invalidLayer(where, ["matchLabels"], 'must be labels with their values, as in { region: "eu" }');
  const labels = Object.entries(matchLabels);
  const wrong = labels.find(([, value]) => typeof value !== "string");
  if (wrong !== undefined) throw invalidLayer(where, ["matchLabels", wrong[0]], 'a label must be a string, as in "eu" or "true"');
  return labels;
}

function rangeOf(where: string, version: unknown): string | undefined {
  if (version === undefined) return undefined;
  const range = typeof version === "string" ? withoutRevision(version) : "";
  if (range.trim() === "" || validRange(range) === null) throw invalidLayer(where, ["version"], 'is not a range of versions, as in ">=2026.3 <2026.8"');
  return range;
}

/** Versions in a text without their revisions: semver takes `2026.1.24-3` for a prerelease before 2026.1.24, and it comes after. */
export function withoutRevision(versions: string): string {
  return versions.replaceAll(/(\d+\.\d+\.\d+)-\d+(?![\w.-])/g, "$1");
}
