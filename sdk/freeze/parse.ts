import { z } from "zod";
import { isPlainObject, matchesSelector, type LayerSelector } from "../config";
import { MolthubError } from "../errors";
import { shortList } from "../shortList";
import type { Freeze } from "./freeze";
import type { StackFreeze } from "./stackFreeze";

const day = z.iso.date();
const time = z.iso.datetime({ offset: true });

const untilText = 'must be a day, or a time with its zone, as in "2026-12-01" or "2026-12-01T08:00:00Z"';

const text = (what: string): z.ZodType<string> => z.string(what).refine((value) => value.trim() !== "", what);
const name = (of: string): z.ZodType<string> => text(`must be the name of a ${of}`);

const common = {
  reason: text('must say why, as in "release week"'),
  until: z.string(untilText).refine((value) => day.safeParse(value).success || time.safeParse(value).success, untilText).optional(),
};
const select = z.custom<LayerSelector>(isPlainObject, 'must be a selector, as in { matchLabels: { region: "eu" } }').optional();
const listText = "must be a list of freezes";

const stackSchema = z.array(z.strictObject({ fleet: name("fleet").optional(), bot: name("bot").optional(), select, ...common, by: text("must be a name").optional(), at: text("must be a time").optional() }, "must be a freeze: an object"), listText);
const fleetSchema = z.strictObject({ ...common, select, bots: z.array(name("bot"), "must be a list of names").optional() }, "must be a freeze: an object");
const termsSchema = z.strictObject(common, "must be a freeze: an object");

// Asked only to see whether a selector can be understood.
const anyBot = { labels: {}, release: { package: "openclaw", version: "0.0.0" } };

/**
 * The freezes of the stack's settings.
 *
 * @param where what errors call them
 * @throws MolthubError `invalid-freeze`, naming the place; `invalid-layer` for a selector
 */
export function stackFreezes(where: string, value: unknown): StackFreeze[] {
  return parsed(stackSchema, where, value).map((freeze, at) => {
    requireSelector(`${where}[${String(at)}]`, freeze.select);
    return given(freeze);
  });
}

/**
 * The freeze that a program has for a fleet.
 *
 * @param bots the names of its bots
 * @throws MolthubError as `stackFreezes`
 */
export function fleetFreeze(fleet: string, value: unknown, bots: readonly string[]): Freeze {
  const where = `fleet ${fleet}: freeze`;
  const freeze = parsed(fleetSchema, where, value);
  requireSelector(where, freeze.select);
  const stranger = freeze.bots?.find((bot) => !bots.includes(bot));
  if (stranger !== undefined) throw invalid(where, `bots: there is no bot ${stranger} in this fleet. Its bots: ${shortList(bots, 12)}.`);
  return { ...given(freeze), fleet, lift: `take \`freeze\` out of fleet ${fleet}` };
}

/**
 * The freeze that a program has for one bot.
 *
 * @throws MolthubError as `stackFreezes`
 */
export function botFreeze(bot: string, value: unknown): Freeze {
  return { ...freezeTerms(`bot ${bot}: freeze`, value), bots: [bot], lift: `take \`freeze\` out of bot ${bot}` };
}

/**
 * Why something is frozen, and until when.
 *
 * @param where what errors call it
 * @throws MolthubError `invalid-freeze`, naming the place
 */
export function freezeTerms(where: string, value: unknown): Pick<Freeze, "reason" | "until"> {
  return given(parsed(termsSchema, where, value));
}

function parsed<T>(schema: z.ZodType<T>, where: string, value: unknown): T {
  const { data, error } = schema.safeParse(value);
  const [issue] = error?.issues ?? [];
  if (issue === undefined) return data as T;
  const place = issue.path.map((part) => (typeof part === "number" ? `[${String(part)}]` : `: ${String(part)}`)).join("");
  throw invalid(`${where}${place}`, issue.code === "unrecognized_keys" ? `${issue.keys.map((key) => JSON.stringify(key)).join(", ")} is not a part of a freeze. Use ${partsOf(schema)}.` : `${issue.message}.`);
}

function partsOf(schema: z.ZodType): string {
  const entry = schema instanceof z.ZodArray ? schema.element : schema;
  return entry instanceof z.ZodObject ? Object.keys(entry.shape).map((key) => `\`${key}\``).join(", ") : "";
}

function requireSelector(where: string, selector: LayerSelector | undefined): void {
  if (selector !== undefined) matchesSelector(`${where}: select`, selector, anyBot);
}

/** Without the parts that a program says to be undefined. */
function given<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function invalid(where: string, what: string): MolthubError {
  return new MolthubError("invalid-freeze", `${where}: ${what}`);
}
