import { ConfigSchema, filledAtFirstWrite, findProblems, formatPath, holdsInclude, isPlainObject, isWithin, requireKnownPatterns, unstamped, type ConfigDocument, type GatewayRelease, type Path } from "../config";
import { MolthubError } from "../errors";
import { partDocument, type LeftToBot, type PartedDocument } from "./leftToBot";

/**
 * What layers are to hold of a bot's live document, and what stays with the bot: `merge(document, left)` is the live document without the
 * Gateway's stamps. Layers that render `document` are valid for the bot's release.
 *
 * @param parsed the bot's config file, as `config.get` gives it
 * @throws MolthubError `included-config` or `unknown-document`, naming bot, path and remedy
 */
export function importDocument(bot: string, release: GatewayRelease, parsed: ConfigDocument): PartedDocument {
  // What included files say is not in it, and no write of it changes that.
  if (holdsInclude(parsed)) throw new MolthubError("included-config", `bot ${bot}: its config file includes other files ($include), which Molthub cannot manage. Put what they say into the file itself, or leave the bot out.`);
  const schema = ConfigSchema.of(release);
  const live = unstamped(parsed);
  const parted = validParts(partDocument(live, schema), live, schema);
  const filled = filledAtFirstWrite(parsed, release).map((path): LeftToBot => ({ path, why: "not set, and its gateway fills it in at the first write of its config" }));
  const problems = findProblems(parted.document, schema);
  if (problems.length > 0) {
    const name = `${release.package} ${release.version}`;
    const lines = problems.map(({ path, what }) => `bot ${bot}: ${formatPath(path)} ${what}`);
    throw new MolthubError("unknown-document", `${lines.join("\n")}\nThe gateway of bot ${bot} takes this, but it is not what Molthub knows of ${name}, so no plan could be made for the bot. Change it on the bot, or leave the bot out.`);
  }
  const left = [...parted.left, ...filled];
  requireKnownPatterns(left.map(({ path }) => formatPath(path)), `bot ${bot}: unmanaged`, "are-leaves");
  return { document: parted.document, left };
}

/** What an object needs may have been taken from it: then it stays with the bot as a whole. */
function validParts(parted: PartedDocument, live: ConfigDocument, schema: ConfigSchema): PartedDocument {
  const ofBot = new Set(findProblems(live, schema).map(({ path, what }) => `${formatPath(path)} ${what}`));
  for (let { document, left } = parted; ; ) {
    const broken = findProblems(document, schema).find(({ path, what }) => path.length > 0 && !ofBot.has(`${formatPath(path)} ${what}`) && left.some((each) => isInside(each.path, path)));
    if (broken === undefined) return { document, left };
    const whole: LeftToBot = { path: broken.path, why: "not valid without what stays with the bot of it" };
    document = without(document, broken.path);
    left = [...left.filter(({ path }) => !isInside(path, broken.path)), whole];
  }
}

function isInside(path: Path, holder: Path): boolean {
  return path.length > holder.length && isWithin(path, holder);
}

function without(document: ConfigDocument, [key = "", ...rest]: Path): ConfigDocument {
  const { [key]: value, ...others } = document;
  return rest.length > 0 && isPlainObject(value) ? { ...document, [key]: without(value as ConfigDocument, rest) } : others;
}
