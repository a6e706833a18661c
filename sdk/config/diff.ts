import { isDeepStrictEqual } from "node:util";
import { isPlainObject, type ConfigDocument, type ConfigValue, type Path } from "./document";

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
    const inA = isBranch(a) || (a === undefined && isBranch(b));
    const inB = isBranch(b) || (b === undefined && isBranch(a));
    if (inA && inB) {
      const keys = new Set([...Object.keys((a as ConfigDocument | undefined) ?? {}), ...Object.keys((b as ConfigDocument | undefined) ?? {})]);
      for (const key of [...keys].sort()) visit((a as ConfigDocument | undefined)?.[key], (b as ConfigDocument | undefined)?.[key], [...path, key]);
      return;
    }
    if (!isDeepStrictEqual(a, b)) changes.push({ path, before: a, after: b });
  };
  visit(before, after, []);
  return changes;
}

// An empty object is a leaf: it is all there is to see at its path.
function isBranch(value: ConfigValue | undefined): value is ConfigDocument {
  return isPlainObject(value) && Object.keys(value).length > 0;
}
