import { isDeepStrictEqual } from "node:util";
import { suspectTexts } from "./baked";
import { isSecretRef } from "./clearSecret";
import { formatPath, isPlainObject, valueAt, type ConfigDocument, type ConfigValue, type Path } from "./document";
import { compared } from "./drift";
import { managedPaths } from "./managed";
import { mergePatch } from "./mergePatch";
import { memberOf } from "./openDocument";
import { OwnSecrets, type AppliedDocument } from "./ownSecrets";
import { withLiveUnmanaged, withoutUnmanaged } from "./unmanaged";

/** A layer that makes the code say what a bot runs, and what it cannot say. */
export interface AdoptOverlay {
  readonly overlay: ConfigDocument;
  readonly leftOut: readonly LeftOut[];
}

/** A path in which the bot differs and the overlay does not follow it. */
export interface LeftOut {
  readonly path: string;
  /** `secret`: its value is one. `reference`: a literal stands there in the place of a reference. `managed`: Molthub sets it. */
  readonly why: "secret" | "reference" | "managed";
}

/**
 * The overlay that, merged over what was applied to a bot, gives the document that the bot runs now. It holds no secret: such values are
 * left out, and named.
 *
 * @param live as `config.get` tells it
 * @param hosted whether Molthub hosts the bot, and so sets some keys itself
 */
export function adoptOverlay(applied: AppliedDocument, live: ConfigDocument, hosted: boolean): AdoptOverlay {
  const { wanted, found } = compared(applied, live);
  const managed = hosted ? managedPaths : [];
  const patterns = [...applied.unmanaged, ...managed.map(formatPath)];
  const own = new OwnSecrets(applied);
  const leftOut = managed.filter((path) => !isDeepStrictEqual(valueAt(wanted, path), valueAt(found, path))).map((path): LeftOut => ({ path: formatPath(path), why: "managed" }));
  const adopted = adoptedMembers(withoutUnmanaged(wanted, patterns), withoutUnmanaged(found, patterns), [], (path, before, after) => {
    const why = suspectTexts(before, after).size > 0 ? "reference" : own.holds(after, path) ? "secret" : undefined;
    if (why !== undefined) leftOut.push({ path: own.shownText(formatPath(path)), why });
    return why === undefined;
  });
  // What is not to be compared stays as it is in the code.
  const withTheRest = (document: ConfigDocument): ConfigDocument => withLiveUnmanaged(document, applied.document, patterns);
  return { overlay: mergePatch(withTheRest(withoutUnmanaged(wanted, patterns)), withTheRest(adopted)).patch, leftOut };
}

/** Whether the value that a bot has at a path may be taken over. */
type MayTake = (path: Path, before: ConfigValue | undefined, after: ConfigValue) => boolean;

function adoptedMembers(before: ConfigValue | undefined, after: ConfigDocument, path: Path, mayTake: MayTake): ConfigDocument {
  const members = Object.entries(after).map(([key, item]) => [key, adoptedValue(memberOf(before, key) as ConfigValue | undefined, item, [...path, key], mayTake)] as const);
  return Object.fromEntries(members.filter((member): member is [string, ConfigValue] => member[1] !== undefined));
}

/** What of a bot's value is taken over; where nothing may be, what was applied. */
function adoptedValue(before: ConfigValue | undefined, after: ConfigValue, path: Path, mayTake: MayTake): ConfigValue | undefined {
  if (isDeepStrictEqual(before, after)) return before;
  if (!isPlainObject(after) || isSecretRef(after)) return mayTake(path, before, after) ? after : before;
  const members = adoptedMembers(before, after as ConfigDocument, path, mayTake);
  // An object of which only secrets are new is not made empty-handed.
  if (Object.keys(members).length === 0 && Object.keys(after).length > 0) return isPlainObject(before) ? {} : before;
  return members;
}
