import { isPlainObject, type ConfigDocument } from "./document";
import { memberOf } from "./openDocument";

// A Gateway refuses a write that leaves less than half of a file of 512 bytes or more (openclaw 2026.9.6): a wanted document that is smaller
// is written together with padding, which is then taken away in steps. The padding stands where the setup wizard notes what it was called
// with, a text that nothing reads. So the bot runs the wanted document from the first write on, and never one that nobody planned.
const guardedBytes = 512;
const mark = "molthub: padding ";

/** A config file without padding. */
export function unpadded(file: ConfigDocument): { document: ConfigDocument; padded: boolean } {
  const command = memberOf(file["wizard"], "lastRunCommand");
  const at = typeof command === "string" ? command.indexOf(mark) : -1;
  if (typeof command !== "string" || at === -1) return { document: file, padded: false };
  const { wizard, ...others } = file;
  const kept = Object.fromEntries(Object.entries(wizard as ConfigDocument).flatMap(([key, value]) => (key !== "lastRunCommand" ? [[key, value]] : at === 0 ? [] : [[key, command.slice(0, at)]]))) as ConfigDocument;
  return { document: Object.keys(kept).length === 0 ? others : { ...others, wizard: kept }, padded: true };
}

/**
 * A Merge Patch that gives a config file so many bytes of padding, or takes it away.
 *
 * @param file as it is, with padding or without
 */
export function paddingPatch(file: ConfigDocument, bytes: number): ConfigDocument {
  const { wizard } = unpadded(file).document;
  const noted = memberOf(wizard, "lastRunCommand");
  const command = typeof noted === "string" ? noted : "";
  if (bytes > 0) return { wizard: { lastRunCommand: command + mark.padEnd(bytes, ".") } };
  return { wizard: isPlainObject(wizard) ? { lastRunCommand: command === "" ? null : command } : null };
}

/**
 * How many bytes of padding a file needs to follow another one: none when it is not much smaller.
 *
 * @param from size of the file that is there
 * @param to size of the file that is wanted
 */
export function paddingBetween(from: number, to: number): number {
  if (from < guardedBytes || to >= from / 2) return 0;
  return Math.max(Math.ceil(from / 2) - to, mark.length);
}

/** In how many writes a file gets from one size to another. */
export function writesBetween(from: number, to: number): number {
  let writes = 1;
  for (let size = from; paddingBetween(size, to) > 0; size = to + paddingBetween(size, to)) writes += 1;
  return writes;
}

/** Size of a config file, as a Gateway writes it. */
export function sizeOf(file: ConfigDocument): number {
  return Buffer.byteLength(JSON.stringify(file, undefined, 2));
}
