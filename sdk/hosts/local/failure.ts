import { hideShapes } from "../../config";
import { mask } from "../../secrets";
import { MolthubError } from "../../errors";
import type { BotFiles } from "./botFiles";
import { readIfThere } from "./privateFile";
import { secretsOf, type LocalGatewaySpec } from "./spec";

const shownLines = 15;

/** The error of a Gateway that did not come up, with the last lines of what it printed. Secrets in them are masked. */
export function startFailure(code: string, what: string, spec: LocalGatewaySpec, files: BotFiles): MolthubError {
  const printed = hideShapes(mask(readIfThere(files.consoleLog) ?? "", secretsOf(spec))).trimEnd().split("\n").slice(-shownLines).join("\n");
  const log = printed === "" ? "It printed nothing." : `Its last lines were:\n${printed}`;
  const mend = `If its config file is to blame, move ${files.config} away: the next "pulumi up" applies the document to a new one.`;
  return new MolthubError(code, `bot ${spec.bot}: ${what}. ${log}\nThe whole log: ${files.consoleLog}\n${mend}`);
}
