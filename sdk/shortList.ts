/** The first few names of a list, and whether there are more. */
export function shortList(names: readonly string[], most: number): string {
  return names.length > most ? `${names.slice(0, most).join(", ")}, ...` : names.join(", ");
}
