import { existsSync, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { messageOf, MolthubError } from "../../errors";

/**
 * Writes files into a folder, all of them or none: they are made in a temporary folder first. Never writes over a file that is there.
 *
 * @param files texts by path in the folder
 * @throws MolthubError `file-exists`, naming those that are there; `unwritable`
 */
export function writeFolder(folder: string, files: Readonly<Record<string, string>>): void {
  const paths = Object.keys(files);
  const there = paths.filter((path) => existsSync(join(folder, path)));
  if (there.length > 0) {
    throw new MolthubError("file-exists", `${folder} has ${there.join(", ")} already, and no file is written over. Nothing was written. Name another folder with --out, or move what is there away.`);
  }
  const made: string[] = [];
  let temporary: string | undefined;
  try {
    const isThere = existsSync(folder);
    if (!isThere) mkdirSync(dirname(folder), { recursive: true });
    temporary = mkdtempSync(join(isThere ? folder : dirname(folder), ".molthub-import-"));
    // The temporary folder itself is its owner's only.
    const whole = join(temporary, "whole");
    for (const path of paths) {
      mkdirSync(dirname(join(whole, path)), { recursive: true });
      writeFileSync(join(whole, path), files[path] ?? "");
    }
    if (!isThere) renameSync(whole, folder);
    else for (const path of paths) move(join(whole, path), join(folder, path), made);
  } catch (error) {
    for (const path of made) rmSync(path, { recursive: true, force: true });
    throw new MolthubError("unwritable", `cannot write to ${folder}: ${messageOf(error)}. Nothing was written.`, { cause: error });
  } finally {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  }
}

/** Moves a file to where none is: a rename would replace one that has come meanwhile. Notes what it makes. */
function move(from: string, to: string, made: string[]): void {
  const folder = mkdirSync(dirname(to), { recursive: true });
  if (folder !== undefined) made.push(folder);
  linkSync(from, to);
  made.push(to);
}
