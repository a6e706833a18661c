import { formatPath, type Path } from "../config";

const most = 20;

/** Paths for a message, the first of many. */
export function listed(paths: readonly Path[]): string {
  const texts = paths.slice(0, most).map(formatPath).join(", ");
  return paths.length > most ? `${texts} and ${String(paths.length - most)} more` : texts;
}
