import fc from "fast-check";
import { valueAt, type ConfigDocument } from "../../../sdk/config";
import { minimalConfigOf } from "../../gateways/minimalConfig";
import { knownOf } from "../roundTripDocuments";
import { documentOf, featuresOf, releases, type Line, type Piece } from "./pools";

/** What a real bot is to run, and of what it is made: a piece for each feature. */
export interface Stage {
  readonly hand: readonly Piece[];
  readonly document: ConfigDocument;
}

/**
 * True where a process with this document keeps its timetable. It tells so whatever its file says (`cron.status`), and each document has
 * another answer than the one before it: that is how to tell which of them is in use on a gateway that does not say it (clawdbot 2026.1.24-3).
 */
export function keepsTimetable(document: ConfigDocument): boolean {
  return valueAt(document, ["cron", "enabled"]) !== false;
}

/** What every document has: what keeps a bot reachable, at rest, and quick to start. */
export function restOf(line: Line): ConfigDocument {
  return { ...(minimalConfigOf(releases[line]) as ConfigDocument), ...knownOf(line) };
}

/** What a bot is started with. */
export function firstStage(line: Line): Stage {
  return stageOf(line, piecesOf(line).map(() => ({})), false);
}

/** A change of one to three features, sometimes of none, and of the timetable. */
export function stepsOf(line: Line): fc.Arbitrary<(from: Stage) => Stage> {
  const pieces = piecesOf(line);
  const hand = fc.tuple(...pieces.map((each) => fc.constantFrom(...each)));
  const changed = fc.subarray(pieces.map((_, at) => at), { minLength: 1, maxLength: 3 });
  return fc.tuple(hand, changed).map(([other, those]) => (from) => stageOf(line, from.hand.map((piece, at) => (those.includes(at) ? (other[at] ?? piece) : piece)), !keepsTimetable(from.document)));
}

function piecesOf(line: Line): (readonly Piece[])[] {
  return Object.entries(featuresOf(line)).filter(([feature]) => feature !== "cron").map(([, pieces]) => pieces);
}

function stageOf(line: Line, hand: readonly Piece[], timetable: boolean): Stage {
  return { hand, document: documentOf(line, [restOf(line), ...hand, { cron: { enabled: timetable } }]) };
}
