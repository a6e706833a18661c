import { readFileSync } from "node:fs";
import { z } from "zod";
import { changedLeaves, diffDocuments, digestOf, fingerprint, fingerprintsOf, formatPath, fromPointer, publicDigestOf, requireValidPatterns, reveal, revealAs, withoutUnmanaged, type ConfigDocument, type SealedValues } from "../config";
import { messageOf, MolthubError } from "../errors";
import { shortList } from "../shortList";

/** The environment variable by which a provider finds the plan file that its writes must keep to: an absolute path. */
export const planFileVariable = "MOLTHUB_PLAN_FILE";

const shownPaths = 20;
const keyedHash = z.string().regex(/^[0-9a-f]{32}$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);

const plannedBot = z.strictObject({
  bot: z.string(),
  /** Of its GatewayConfig: names are unique in a fleet only. */
  urn: z.string(),
  /** Keyed hash of what names its data; absent for a bot that is to be created. */
  dataId: keyedHash.optional(),
  action: z.enum(["create", "update", "delete", "none"]),
  class: z.enum(["create", "delete", "start", "restart", "hot", "none", "unchanged"]),
  /** The live document when the plan was made: keyed hashes of its leaves by JSON Pointer, and their digest. Absent where nobody saw it. */
  base: z.strictObject({ digest, leaves: z.record(z.string(), keyedHash) }).optional(),
  /** Public digest of the document to write, without the leaves of `without`; absent for a bot that goes. */
  wanted: digest.optional(),
  /** JSON Pointers of the leaves that were secret or not known yet when the plan was made. */
  without: z.array(z.string()),
  /** Paths that are the bot's own. */
  unmanaged: z.array(z.string()),
  /** The leaves that change. */
  paths: z.array(z.string()),
  /** What changes in how its process is started. */
  host: z.array(z.string()),
});

const savedPlan = z.strictObject({ schemaVersion: z.literal(1), stack: z.string(), project: z.string(), time: z.iso.datetime(), bots: z.array(plannedBot) });

/** What was planned for one bot. */
export type PlannedBot = z.infer<typeof plannedBot>;

/** A plan as it is in a file: which bots, which leaves, from which document to which; hashes in place of values. */
export type SavedPlan = z.infer<typeof savedPlan>;

/** A write that must keep to a plan. */
export interface PlannedWrite {
  readonly bot: string;
  /** Names the data that the bot had at its last update; undefined for one that the stack does not know yet. */
  readonly dataId: string | undefined;
  readonly wanted: ConfigDocument;
  readonly unmanaged: readonly string[];
  readonly sealed: SealedValues;
  /** The device key of the bot's last update. */
  readonly key: string;
}

/** Called with the live document before anything is written: throws where nothing may be. */
export type Fence = (live: ConfigDocument | undefined) => void;

/** The fences of the plan file that the environment names, which is read once; without one, no write is fenced. */
export function planFences(environment: NodeJS.ProcessEnv): (write: PlannedWrite) => Fence {
  const file = environment[planFileVariable];
  if (file === undefined) return () => () => undefined;
  let saved: SavedPlan | undefined;
  return (write) => (live) => requirePlanned((saved ??= readSavedPlan(file)), write, live);
}

/**
 * Reads a plan file.
 *
 * @throws MolthubError `no-plan`, `invalid-plan`
 */
export function readSavedPlan(path: string): SavedPlan {
  const parsed = parsedFile(path);
  if (typeof parsed !== "object" || parsed === null || !("schemaVersion" in parsed)) throw invalidPlan(path, "is no plan of molthub");
  if (parsed.schemaVersion !== 1) throw invalidPlan(path, "was made by another version of molthub");
  const result = savedPlan.safeParse(parsed);
  if (!result.success) throw invalidPlan(path, `is not as molthub writes it, at ${shortList(result.error.issues.map((issue) => formatPath(issue.path.map(String))), shownPaths)}`);
  for (const { bot, base, paths, unmanaged } of result.data.bots) {
    requireValidPatterns(unmanaged, `${path}: bot ${bot}: unmanaged`);
    requireValidPatterns(paths, `${path}: bot ${bot}: paths`);
    if (base !== undefined && digestOf(base.leaves) !== base.digest) throw invalidPlan(path, `was changed by hand: the digest of bot ${bot} is not that of its leaves`);
  }
  return result.data;
}

/**
 * Refuses a write that is not the planned one: from the document that the bot had when the plan was made, by the planned leaves, to the planned
 * document. A bot that has the planned document already is as good.
 *
 * @param live the document of the bot as it was just read; undefined where its file is absent or invalid
 * @throws MolthubError `not-in-plan`, `edited-since-plan`, naming the paths and no value
 */
export function requirePlanned(saved: SavedPlan, write: PlannedWrite, live: ConfigDocument | undefined): void {
  const { bot, wanted, unmanaged } = write;
  const planned = entryFor(saved, write);
  if (planned.dataId !== undefined) requireFromBase(planned, write, live);
  if (!isPlannedDocument(planned, wanted, unmanaged)) {
    const where = planned.paths.length === 0 ? "" : ` at ${listOf(planned.paths)} or at a path that is the bot's own`;
    throw notInPlan(bot, `its document is another one than planned${where}: the program, a layer or a setting was changed after the plan was made`);
  }
}

/** The leaves of a live document that are not as they were when the plan was made, as a person reads them. */
export function editedPaths(base: NonNullable<PlannedBot["base"]>, live: ConfigDocument, { unmanaged, sealed, key }: Pick<PlannedWrite, "unmanaged" | "sealed" | "key">): string[] {
  const leaves = fingerprintsOf(withoutUnmanaged(reveal(live, sealed), unmanaged), key);
  return changedLeaves(base.leaves, leaves, key).map((pointer) => formatPath(fromPointer(pointer)));
}

/** True for the document that was planned, as far as a plan may know it. */
export function isPlannedDocument(planned: PlannedBot, document: ConfigDocument, unmanaged: readonly string[]): boolean {
  return sameNames(planned.unmanaged, unmanaged) && planned.wanted === publicDigestOf(document, unmanaged, planned.without);
}

/** The planned leaves of a bot, the ones that are its own, and nothing else may differ between the live and the wanted document. */
function requireFromBase(planned: PlannedBot, write: PlannedWrite, live: ConfigDocument | undefined): void {
  const { bot, wanted, unmanaged, sealed } = write;
  if (planned.base === undefined && live === undefined) throw notSeen(bot);
  if (live === undefined) throw editedSince(bot, "its config file was lost or made invalid");
  // A value that cannot be read back is taken for the wanted one here; whether it may be written is decided below.
  const isWanted = unplannedPaths(revealAs(live, wanted), wanted, unmanaged).length === 0;
  if (!isWanted && planned.base === undefined) throw notSeen(bot);
  const edited = isWanted || planned.base === undefined ? [] : editedPaths(planned.base, live, write);
  if (edited.length > 0) throw editedSince(bot, `it was changed at ${listOf(edited)}`);
  const unplanned = unplannedPaths(reveal(live, sealed), wanted, [...unmanaged, ...planned.paths]);
  if (unplanned.length > 0) throw notInPlan(bot, `it would also be changed at ${listOf(unplanned)}, which the plan does not show`);
}

function unplannedPaths(live: ConfigDocument, wanted: ConfigDocument, planned: readonly string[]): string[] {
  return diffDocuments(withoutUnmanaged(live, planned), withoutUnmanaged(wanted, planned)).map(({ path }) => formatPath(path));
}

/** Bots of one name, in two fleets or before and after a move, are told apart by their data. */
function entryFor({ bots }: SavedPlan, { bot, dataId, key, wanted, unmanaged }: PlannedWrite): PlannedBot {
  const named = bots.filter((planned) => planned.bot === bot && planned.action !== "delete");
  if (named.length === 0) throw notInPlan(bot, "it is not in the plan");
  const hashed = dataId === undefined ? undefined : fingerprint(dataId, key);
  const same = named.filter((planned) => planned.dataId === hashed);
  const found = same.find((planned) => isPlannedDocument(planned, wanted, unmanaged)) ?? same[0];
  if (found === undefined) throw notInPlan(bot, "it had another address or folder when the plan was made, or was not there yet");
  return found;
}

function sameNames(some: readonly string[], others: readonly string[]): boolean {
  return JSON.stringify([...some].sort()) === JSON.stringify([...others].sort());
}

function listOf(paths: readonly string[]): string {
  return shortList(paths, shownPaths);
}

const again = 'Nothing was written to it. Make a new plan ("molthub plan --out <file>") and look at it.';

function notInPlan(bot: string, what: string): MolthubError {
  return new MolthubError("not-in-plan", `bot ${bot}: ${what}. ${again}`);
}

function notSeen(bot: string): MolthubError {
  return notInPlan(bot, "it could not be asked when the plan was made, so nobody has seen what a write would replace");
}

function editedSince(bot: string, what: string): MolthubError {
  return new MolthubError("edited-since-plan", `bot ${bot}: ${what} after the plan was made. ${again}`);
}

function invalidPlan(path: string, what: string): MolthubError {
  return new MolthubError("invalid-plan", `${path} ${what}. Make a plan with "molthub plan --out <file>".`);
}

function parsedFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    // What stands in a file that is no plan is nobody's business: the parser would quote it.
    if (error instanceof SyntaxError) throw invalidPlan(path, "is no JSON");
    throw new MolthubError("no-plan", `cannot read the plan file: ${messageOf(error)}. Make one with "molthub plan --out <file>".`);
  }
}
