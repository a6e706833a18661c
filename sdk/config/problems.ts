import { MolthubError } from "../errors";
import { shortList } from "../shortList";
import { formatPath, type Path } from "./document";

/** Something in a document that a Gateway would refuse. */
export interface Problem {
  readonly path: Path;
  /** What is wrong at the path, and what to do: `must be "a" or "b"; it is a number`. Never the value itself. */
  readonly what: string;
}

/** A document that its Gateway would refuse. */
export class InvalidDocument extends MolthubError {
  /** @param problems what is wrong, each as `<layer>: <path>: <what>` */
  constructor(
    readonly bot: string,
    readonly problems: readonly string[],
  ) {
    super("invalid-document", problems.map((problem) => `bot ${bot}: ${problem}`).join("\n"));
  }
}

/**
 * Says of each problem which layer it is in.
 *
 * @param layerOf the name of the layer that is responsible for a path
 */
export function problemTexts(problems: readonly Problem[], layerOf: (path: Path) => string | undefined): string[] {
  return problems.map(({ path, what }) => [layerOf(path), formatPath(path)].filter((part) => part !== undefined).join(": ") + ` ${what}`);
}

const shownNames = 5;

/** The problems of many bots, each told once with the bots that have it. */
export function invalidBots(errors: readonly InvalidDocument[]): MolthubError {
  const bots = new Map<string, string[]>();
  for (const { bot, problems } of errors) for (const problem of problems) bots.set(problem, [...(bots.get(problem) ?? []), bot]);
  const lines = [...bots].map(([problem, names]) => `${names.length === 1 ? "bot" : `${String(names.length)} bots:`} ${shortList(names, shownNames)}: ${problem}`);
  return new MolthubError("invalid-document", lines.join("\n"));
}
