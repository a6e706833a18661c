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
}

const ownerFile = z.object({ project: z.string(), stack: z.string(), bot: z.string(), machine: z.string() });

/**
 * Takes the folder for a bot, or confirms that it is the bot's already. A folder that says another bot or another machine is refused:
 * two Gateways on one state directory destroy each other's data.
 *
 * @throws MolthubError `foreign-data`, naming both owners and the ways on
 */
export function claim(files: BotFiles, owner: Owner): void {
  const text = readIfThere(files.owner);
  if (text === undefined) {
    // By name: what is given as the owner may know more, such as the bot's token.
    const { project, stack, bot } = owner;
    writePrivateFile(files.owner, `${JSON.stringify({ project, stack, bot, machine: machineId() }, null, 2)}\n`);
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
      `if that machine is gone, remove the bot from the state with "pulumi state delete" (its LocalGateway and GatewayConfig) and run "pulumi up" here to start it anew without its old data.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
