import type { BotPlan, PlannedLeaf } from "./fleetPlan";

/** One change that several bots have alike. */
export interface ChangeGroup {
  readonly bots: readonly string[];
  readonly path: string;
  readonly class: PlannedLeaf["class"];
  /** `before -> after`; undefined where the bots' values differ. */
  readonly change?: string;
  /** What bots say that the table does not. */
  readonly note?: string;
}

/** A plan as people read it. */
export interface PlanSummary {
  readonly created: readonly string[];
  readonly deleted: readonly string[];
  readonly groups: readonly ChangeGroup[];
  readonly restarting: readonly string[];
  readonly starting: readonly string[];
  /** Bots that change without a restart. */
  readonly hot: readonly string[];
  readonly unchanged: readonly string[];
  /** Bots of which something is not proven yet, though nothing changes. */
  readonly goingOn: readonly string[];
  readonly unreachable: readonly string[];
  /** What is worth knowing about the way back. */
  readonly undo: readonly UndoNote[];
}

/** Something about the way back, and the bots of which it is true. */
export interface UndoNote {
  readonly text: string;
  readonly bots: readonly string[];
}

/** Groups equal changes, and counts. */
export function summarize(plans: readonly BotPlan[]): PlanSummary {
  const namesOf = (wanted: (plan: BotPlan) => boolean): string[] => plans.filter(wanted).map(({ bot }) => bot);
  return {
    created: namesOf(({ action }) => action === "create"),
    deleted: namesOf(({ action }) => action === "delete"),
    groups: groupsOf(plans),
    restarting: namesOf((plan) => restarts(plan)),
    starting: namesOf((plan) => plan.class === "start"),
    hot: namesOf((plan) => plan.action === "update" && plan.class !== "start" && !restarts(plan)),
    unchanged: namesOf(({ action, goesOn }) => action === "none" && goesOn !== true),
    goingOn: namesOf(({ goesOn }) => goesOn === true),
    unreachable: namesOf(({ unreachable }) => unreachable !== undefined),
    undo: undoNotes(plans),
  };
}

/** A bot whose own word is `restart` restarts, whatever the table says. */
function restarts(plan: BotPlan): boolean {
  return plan.class === "restart" || (plan.class !== "start" && plan.leaves.some(({ live }) => live === "restart"));
}

function groupsOf(plans: readonly BotPlan[]): ChangeGroup[] {
  const groups = new Map<string, { bots: string[]; leaf: PlannedLeaf; change: string; whole: Set<string> }>();
  const add = (bot: string, leaf: PlannedLeaf, change: string): void => {
    const key = JSON.stringify([leaf.path, leaf.class, noteOf(leaf)]);
    const group = groups.get(key) ?? { bots: [], leaf, change, whole: new Set<string>() };
    group.bots.push(bot);
    // What is shortened may look alike, and differ.
    group.whole.add(JSON.stringify([leaf.before, leaf.after]));
    groups.set(key, group);
  };
  for (const { bot, leaves, host } of plans) {
    for (const leaf of leaves) add(bot, leaf, changeText(leaf));
    for (const path of host) add(bot, { path, class: "restart", secret: path.startsWith("env"), unknown: false }, "");
  }
  return [...groups.values()].map(({ bots, leaf, change, whole }) => {
    const note = noteOf(leaf);
    return { bots, path: leaf.path, class: leaf.class, ...(whole.size === 1 && change !== "" && { change }), ...(note !== undefined && { note }) };
  });
}

function noteOf({ live, class: planned }: PlannedLeaf): string | undefined {
  return live === undefined || live === planned ? undefined : `the bot says ${live}`;
}

const longestValue = 60;

/** What becomes of a value, in one line. */
export function changeText({ before, after, unknown }: Pick<PlannedLeaf, "before" | "after" | "unknown">): string {
  if (!unknown && Array.isArray(before) && Array.isArray(after) && JSON.stringify([before, after]).length > 2 * longestValue) return itemsText(before, after);
  return `${valueText(before)} -> ${unknown ? "(known at up)" : valueText(after)}`;
}

/** What comes and goes in long arrays: their beginnings would look alike. */
function itemsText(before: readonly unknown[], after: readonly unknown[]): string {
  const texts = (items: readonly unknown[]): string[] => items.map((item) => JSON.stringify(item));
  const [old, wanted] = [texts(before), texts(after)];
  const told = [
    ...old.filter((item) => !wanted.includes(item)).map((item) => `- ${shortened(item)}`),
    ...wanted.filter((item) => !old.includes(item)).map((item) => `+ ${shortened(item)}`),
  ].join(", ");
  if (told === "") return `${String(before.length)} items -> ${String(after.length)} items, in another order`;
  return told.length > 3 * longestValue ? `${told.slice(0, 3 * longestValue)}...` : told;
}

function valueText(value: unknown): string {
  if (value === undefined) return "(absent)";
  return shortened(value === "[secret]" ? value : JSON.stringify(value));
}

function shortened(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue)}...` : text;
}

function undoNotes(plans: readonly BotPlan[]): UndoNote[] {
  const notes = new Map<string, string[]>();
  const add = (text: string, bot: string): void => void notes.set(text, [...(notes.get(text) ?? []), bot]);
  for (const { bot, undoWrites = 1, irreversible } of plans) {
    if (undoWrites > 1) add(`the way back takes ${String(undoWrites)} writes, because a gateway refuses to halve its config in one`, bot);
    if (irreversible.length > 0) add(`${irreversible.join(", ")} cannot be taken back: only the bot knows the old value`, bot);
  }
  return [...notes].map(([text, bots]) => ({ text, bots }));
}
