import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { MolthubError } from "../../errors";
import { tell } from "../tell";
import { sameFolderIn, type ClonedProject } from "./project";

const lockName = "package-lock.json";

const lockFile = z.object({ packages: z.record(z.string(), z.object({ link: z.boolean().optional(), resolved: z.string().optional() })).default({}) });

/**
 * Gives a checkout the packages of its own commit: those of the working copy where it has the same, else anew by `npm ci`.
 *
 * @param above the folder that the checkout is in: packages are found there, too, and the checkout stays as git made it
 * @throws MolthubError `no-dependencies`
 */
export async function provideDependencies(project: ClonedProject, checkout: string, above: string): Promise<void> {
  const place = [...foldersUpTo(project.folder, project.root)].find((folder) => [folder, sameFolderIn(checkout, project, folder)].some((one) => existsSync(join(one, lockName)) || existsSync(join(one, "package.json"))));
  if (place === undefined) return;
  const then = sameFolderIn(checkout, project, place);
  const packages = join(place, "node_modules");
  const lock = readIfThere(join(then, lockName));
  const isSame = lock === readIfThere(join(place, lockName)) && (lock !== undefined || readIfThere(join(then, "package.json")) === readIfThere(join(place, "package.json")));
  if (isSame && existsSync(packages) && !(lock !== undefined && hasLinksInto(lock, place, project.root))) {
    symlinkSync(packages, join(above, "node_modules"), "dir");
    return;
  }
  if (lock === undefined) throw new MolthubError("no-dependencies", `the program of then wants other packages than the working copy has, and its commit has no ${lockName} that says which. Check the commit out yourself, install what it wants, and run "molthub up" there.`);
  tell("Its packages are other ones than those of the working copy: running npm ci...");
  const { failed, stderr } = await execa("npm", ["ci", "--no-audit", "--no-fund"], { cwd: then, stdin: "ignore", reject: false });
  if (failed) throw new MolthubError("no-dependencies", `npm ci failed for the program of then: ${stderr.trim()}`);
}

function* foldersUpTo(folder: string, root: string): Iterable<string> {
  yield folder;
  if (folder !== root && dirname(folder) !== folder) yield* foldersUpTo(dirname(folder), root);
}

/** Packages of the repository itself are linked into `node_modules`: there they are as they are now. */
function hasLinksInto(lock: string, folder: string, root: string): boolean {
  const { packages } = lockFile.parse(JSON.parse(lock));
  return Object.values(packages).some(({ link, resolved }) => link === true && resolved !== undefined && !relative(root, resolve(folder, resolved)).startsWith(".."));
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
