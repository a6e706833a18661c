import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, relative, resolve, sep } from "node:path";
import { formatPath } from "../../config";
import { messageOf, MolthubError } from "../../errors";
import { programFiles, type ImportedBot } from "../../import";
import { eachBot } from "../eachBot";
import { askedBots, type AskedBot } from "./askedBots";
import { nextSteps, report } from "./report";
import { readBot } from "./readBot";
import { writeFolder } from "./writeFolder";

/** `molthub import <name=endpoint...>`: reads bots that exist, and writes a Pulumi program that has them as they are. */
export async function importBots(asked: readonly string[], options: { out: string; json?: boolean }): Promise<boolean> {
  const bots = askedBots(asked, process.env);
  const imported = await readAll(bots);
  const folder = resolve(options.out);
  const files = programFiles({ name: projectName(folder), dependencies: dependencies(folder) }, imported);
  writeFolder(folder, files);
  const next = nextSteps(relative(process.cwd(), folder), bots);
  console.log(
    options.json === true
      ? JSON.stringify({ folder, files: Object.keys(files), bots: imported.map(({ bot, address, release, left }) => ({ bot, address, release, unmanaged: left.map(({ path, why }) => ({ path: formatPath(path), why })) })), next }, null, 2)
      : report(relative(process.cwd(), folder), files, imported, next),
  );
  return true;
}

/** Reads all bots, or tells of all that cannot be imported. */
async function readAll(bots: readonly AskedBot[]): Promise<ImportedBot[]> {
  const outcomes = await eachBot(bots, (bot) => readBot(bot).catch(failureOf));
  const failures = outcomes.filter((outcome) => outcome instanceof MolthubError);
  const [first] = failures;
  if (first === undefined) return outcomes.flatMap((outcome) => (outcome instanceof MolthubError ? [] : [outcome]));
  throw failures.length === 1 ? first : new MolthubError(first.code, failures.map(messageOf).join("\n"));
}

function failureOf(error: unknown): MolthubError {
  if (error instanceof MolthubError) return error;
  throw error;
}

/** Pulumi takes letters, digits, hyphens, underscores and dots. */
function projectName(folder: string): string {
  return basename(folder).replaceAll(/[^\w.-]+/g, "-").slice(0, 100) || "moltbots";
}

/** This very version of Molthub, by its folder where it is a clone, and the Pulumi that it asks for. */
function dependencies(folder: string): Record<string, string> {
  const own = createRequire(__filename).resolve("@molthub/pulumi/package.json");
  const { name, version, peerDependencies } = JSON.parse(readFileSync(own, "utf8")) as { name: string; version: string; peerDependencies: { "@pulumi/pulumi": string } };
  const isInstalled = own.split(sep).includes("node_modules");
  return { [name]: isInstalled ? version : `file:${relative(folder, dirname(own))}`, "@pulumi/pulumi": peerDependencies["@pulumi/pulumi"] };
}
