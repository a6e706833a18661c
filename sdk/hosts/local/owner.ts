import { z } from "zod";
import { MolthubError } from "../../errors";
import type { BotFiles } from "./botFiles";
import { machineId } from "./machine";
import { readIfThere, writePrivateFile } from "./privateFile";

/** The bot that a folder belongs to. */
export interface Owner {
  readonly project: string;
  readonly stack: string;
  readonly bot: string;
  /** Name of the resource in its stack: two of them may call their bot the same. */
  readonly resource: string;
}

const ownerFile = z.object({ project: z.string(), stack: z.string(), bot: z.string(), resource: z.string(), machine: z.string() });

/** The resource of a folder that is kept although its bot was destroyed: the next one of the same bot may take it. */
const released = "";

/**
 * Takes the folder for a bot, or confirms that it is the bot's already. A folder that says another bot or another machine is refused:
 * two Gateways on one state directory destroy each other's data.
 *
 * @param formerly name that the resource had before
 * @throws MolthubError `foreign-data`, naming both owners and the ways on
 */
export function claim(files: BotFiles, owner: Owner, formerly?: string): void {
  const text = readIfThere(files.owner);
  if (text === undefined) {
    write(files, owner, owner.resource);
    return;
  }
  const parsed = ownerFile.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new MolthubError("foreign-data", `bot ${owner.bot}: ${files.owner} does not say whose data ${files.dataDir} is. Move that folder away, or restore the file.`);
  }
  const found = parsed.data;
  if (found.project !== owner.project || found.stack !== owner.stack || found.bot !== owner.bot) {
    throw new MolthubError(
      "foreign-data",
      `bot ${owner.bot}: ${files.dataDir} belongs to bot ${found.bot} of stack ${found.stack} in project ${found.project}. Give one of the two another \`dataDir:\`.`,
    );
  }
  requireThisMachine(found.machine, files.dataDir, owner.bot);
  if (found.resource === owner.resource) return;
  if (found.resource !== released && found.resource !== formerly) {
    throw new MolthubError(
      "foreign-data",
      `bot ${owner.bot}: ${files.dataDir} belongs to the resource ${found.resource} of this stack, not to ${owner.resource}. If there are two bots of this name, rename one; ` +
        `if the resource was renamed, tell Pulumi by \`aliases\` on its component, or destroy the old one first.`,
    );
  }
  write(files, owner, owner.resource);
}

/** Lets go of a folder, where it is there: its data is kept for the next resource of the same bot. */
export function release(files: BotFiles, owner: Owner): void {
  if (readIfThere(files.owner) !== undefined && owns(files, owner)) write(files, owner, released);
}

/** True unless the folder says that another resource has it by now. */
export function owns(files: BotFiles, owner: Owner): boolean {
  const parsed = ownerFile.safeParse(parseJson(readIfThere(files.owner) ?? ""));
  return !parsed.success || parsed.data.resource === owner.resource;
}

function write(files: BotFiles, { project, stack, bot }: Owner, resource: string): void {
  writePrivateFile(files.owner, `${JSON.stringify({ project, stack, bot, resource, machine: machineId() }, null, 2)}\n`);
}

/**
 * Refuses to act on a bot that lives on another machine.
 *
 * @throws MolthubError `other-machine`, with the two ways on
 */
export function requireThisMachine(machine: string, dataDir: string, bot: string): void {
  if (machine === machineId()) return;
  throw new MolthubError(
    "other-machine",
    `bot ${bot}: its gateway and its data (${dataDir}) are on another machine than this one. Either run this from that machine, or, ` +
      `if that machine is gone, remove the bot from the state with "pulumi state delete" (its LocalGateway and GatewayConfig), move ${dataDir} away if it is there, and run "pulumi up" here to start it anew.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
