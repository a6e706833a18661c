import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, extname, isAbsolute, join, relative, resolve } from "node:path";
import { execa } from "execa";
import YAML from "yaml";
import { z } from "zod";
import { MolthubError } from "../../errors";
import { git } from "../releases/git";

const projectFiles = ["Pulumi.yaml", "Pulumi.yml"];

const projectFile = z.object({ name: z.string(), main: z.string().optional(), stackConfigDir: z.string().optional() });

/** A Pulumi project in a clone. */
export interface ClonedProject {
  readonly name: string;
  readonly folder: string;
  /** Where its program is: the working directory of its providers. */
  readonly programFolder: string;
  readonly stackConfigDir: string;
  /** Root of the working copy. */
  readonly root: string;
}

/**
 * The project of our working directory.
 *
 * @throws MolthubError `no-project`, `no-git`
 */
export async function clonedProject(): Promise<ClonedProject> {
  // Git tells real paths.
  const folder = projectFolder(realpathSync(process.cwd()));
  if (folder === undefined) throw new MolthubError("no-project", "there is no Pulumi.yaml here or above. Run this in the folder of a Pulumi project.");
  const root = await git(folder, "rev-parse", "--show-toplevel");
  if (root === undefined || root === "") throw new MolthubError("no-git", `${folder} is in no git repository, so the program of an earlier release is not known here. Run this in a clone of it.`);
  return { ...readProject(folder), root };
}

/** @throws MolthubError `no-project` */
export function readProject(folder: string): Omit<ClonedProject, "root"> {
  const file = projectFiles.map((name) => join(folder, name)).find((path) => existsSync(path));
  const parsed = file === undefined ? undefined : projectFile.safeParse(YAML.parse(readFileSync(file, "utf8")));
  if (parsed?.success !== true) throw new MolthubError("no-project", `${folder} has no Pulumi.yaml that can be read.`);
  const { name, main = ".", stackConfigDir = "." } = parsed.data;
  const program = resolve(folder, main);
  return { name, folder, programFolder: extname(program) === "" ? program : dirname(program), stackConfigDir: resolve(folder, stackConfigDir) };
}

function projectFolder(folder: string): string | undefined {
  if (projectFiles.some((name) => existsSync(join(folder, name)))) return folder;
  return dirname(folder) === folder ? undefined : projectFolder(dirname(folder));
}

/** Where one folder of a working copy is in another one. */
export function sameFolderIn(root: string, { root: from }: Pick<ClonedProject, "root">, folder: string): string {
  return join(root, relative(from, folder));
}

/**
 * What makes Pulumi, run in another folder, work with the same stack, and the program with the same bots: paths of the environment that are
 * relative to where we are, the folders of the bots' data and of secrets in files, and the record.
 */
export async function environmentOf({ folder, programFolder }: ClonedProject): Promise<Record<string, string>> {
  const { MOLTHUB_RECORD: record, MOLTHUB_PROJECT_DIR: data, MOLTHUB_PROGRAM_DIR: program, PULUMI_CONFIG_PASSPHRASE_FILE: passphrase } = process.env;
  const backend = absoluteBackend(await backendUrl());
  return {
    MOLTHUB_PROJECT_DIR: resolve(data ?? folder),
    MOLTHUB_PROGRAM_DIR: resolve(program ?? programFolder),
    MOLTHUB_RECORD: resolve(record ?? join(programFolder, ".molthub", "record.ndjson")),
    ...(passphrase !== undefined && passphrase !== "" && { PULUMI_CONFIG_PASSPHRASE_FILE: resolve(passphrase) }),
    ...(backend !== undefined && { PULUMI_BACKEND_URL: backend }),
  };
}

/** A backend of files with its absolute path; undefined for any other: it is where it is. */
export function absoluteBackend(url: string): string | undefined {
  const path = /^file:\/\/(.*)$/.exec(url)?.[1];
  if (path === undefined || path.startsWith("~")) return undefined;
  return isAbsolute(path) ? url : `file://${resolve(path)}`;
}

async function backendUrl(): Promise<string> {
  const { stdout, failed } = await execa("pulumi", ["whoami", "--json", "--non-interactive"], { stdin: "ignore", reject: false });
  if (failed) throw new MolthubError("no-backend", 'cannot tell where the stack is kept: "pulumi whoami" failed. Log in first: pulumi login.');
  return z.object({ url: z.string().default("") }).parse(JSON.parse(stdout)).url;
}
