import { MolthubError } from "../errors";
import { frozenText, type Frozen } from "../freeze";
import type { CheckFailure, Properties } from "./handler";

/** Inputs that tell a resource of a freeze while one is in force. They are no part of what it is: neither its state nor `diff` knows them. */
export const freezeInputs = ["frozen", "breakGlass"];

/** What a resource is told of a freeze. */
interface ToldOfFreeze {
  readonly bot: string;
  readonly frozen?: Frozen | undefined;
  /** Why it is changed all the same. */
  readonly breakGlass?: string | undefined;
}

/**
 * Refuses a change of a frozen bot.
 *
 * @param what what would have changed, in sentences; undefined where nothing would
 */
export function frozenFailures(news: Properties, what: string | undefined): CheckFailure[] {
  const { bot, frozen, breakGlass } = news as unknown as ToldOfFreeze;
  if (frozen === undefined || breakGlass !== undefined || what === undefined) return [];
  return [{ property: "frozen", reason: `bot ${bot}: ${frozenText(frozen)}. ${what} Take the change out, or lift the freeze: ${frozen.lift}; in an emergency, break the glass: pulumi config set molthub:breakGlass "<why>".` }];
}

const heldBack = "frozen";

/**
 * Refuses a write to a frozen bot that no preview has shown.
 *
 * @throws MolthubError, see {@link isHeldBack}
 */
export function requireThawed({ bot, frozen, breakGlass }: ToldOfFreeze): void {
  if (frozen === undefined || breakGlass !== undefined) return;
  throw new MolthubError(heldBack, `bot ${bot}: ${frozenText(frozen)}. What an earlier run did not get to is not written now; the first "pulumi up" after the freeze writes it`);
}

/** True for what a freeze holds back until it ends. */
export function isHeldBack(error: unknown): error is MolthubError {
  return error instanceof MolthubError && error.code === heldBack;
}

/** Says that a frozen bot is changed, and why. */
export function tellBroken(inputs: Properties, log: (line: string) => void): void {
  const { bot, frozen, breakGlass } = inputs as unknown as ToldOfFreeze;
  if (frozen !== undefined && breakGlass !== undefined) log(`bot ${bot}: frozen (${frozen.reason}), changed all the same: ${breakGlass}`);
}
