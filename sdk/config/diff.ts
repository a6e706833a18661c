import { isDeepStrictEqual } from "node:util";
import { isPlainObject, type ConfigDocument, type ConfigValue, type Path } from "./document";
import { memberOf } from "./openDocument";

/** One changed leaf. Arrays are leaves: they change as a whole. `undefined` means absent. */
export interface Change {
  readonly path: Path;
  readonly before: ConfigValue | undefined;
  readonly after: ConfigValue | undefined;
}

/** The leaves in which two documents differ, in the order of their paths. */
export function diffDocuments(before: ConfigDocument, after: ConfigDocument): Change[] {
  const changes: Change[] = [];
  const visit = (a: ConfigValue | undefined, b: ConfigValue | undefined, path: Path): void => {
    if (isBranch(a) ? isContainer(b) : isBranch(b) && isContainer(a)) {
      const keys = new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})]);
      for (const key of [...keys].sort()) visit(memberOf(a, key) as ConfigValue | undefined, memberOf(b, key) as ConfigValue | undefined, [...path, key]);
      return;
    }
    if (!isDeepStrictEqual(a, b)) changes.push({ path, before: a, after: b });
  };
  visit(before, after, []);
  return changes;
}

// An empty object is a leaf, all there is to see at its path, unless it fills or empties: then its members are the leaves.
function isBranch(value: ConfigValue | undefined): boolean {
  return isPlainObject(value) && Object.keys(value).length > 0;
}

function isContainer(value: ConfigValue | undefined): boolean {
  return value === undefined || isPlainObject(value);
}
