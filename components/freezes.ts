import * as pulumi from "@pulumi/pulumi";
import { asFreeze, botFreeze, fleetFreeze, frozenAt, stackFreezes, type Freeze, type Frozen } from "../sdk/freeze";
import { messageOf, MolthubError } from "../sdk/errors";
import type { BotPlan } from "./botPlan";
import type { FleetFreezeArgs, MoltbotInstanceArgs } from "./instanceArgs";

/** What the resources of a frozen bot are told. */
export interface FreezeInputs {
  readonly frozen: Frozen;
  /** Why it may be changed all the same. */
  readonly breakGlass?: string;
}

/** A fleet, and the freeze that the program has for it. */
interface FrozenFleet {
  readonly name: string;
  readonly freeze: FleetFreezeArgs | undefined;
  /** Names of its bots. */
  readonly bots: readonly string[];
}

/**
 * Reads the freezes of the stack's settings, and gives what adds to the plan of a bot the one that is in force for it. A plan that none is in
 * force for stays as it is.
 *
 * @param fleet if unset, bots of no fleet
 * @throws MolthubError naming the setting or the argument
 */
export function freezes(fleet?: FrozenFleet): (plan: BotPlan, args: MoltbotInstanceArgs) => BotPlan {
  const now = Date.now();
  const breakGlass = brokenGlass();
  const shared: Freeze[] = [...settings(), ...(fleet?.freeze === undefined ? [] : [fleetFreeze(fleet.name, fleet.freeze, fleet.bots)])];
  return (plan, { labels = {}, freeze }) => {
    const { bot, release } = plan;
    const own = freeze === undefined ? [] : [botFreeze(bot, freeze)];
    const frozen = frozenAt([...shared, ...own], { bot, labels, release, ...(fleet && { fleet: fleet.name }) }, now);
    return frozen === undefined ? plan : { ...plan, freeze: { frozen, ...(breakGlass !== undefined && { breakGlass }) } };
  };
}

function settings(): Freeze[] {
  const where = "stack config molthub:freeze";
  const value = readList(where);
  return value === undefined ? [] : stackFreezes(where, value).map(asFreeze);
}

function readList(where: string): unknown {
  try {
    return new pulumi.Config("molthub").getObject("freeze");
  } catch (error) {
    throw new MolthubError("invalid-freeze", `${where}: is not JSON (${messageOf(error)}). Set it by \`molthub freeze\`, or give a list: [{"reason": "release week"}].`);
  }
}

function brokenGlass(): string | undefined {
  const why = new pulumi.Config("molthub").get("breakGlass");
  if (why?.trim() === "") throw new MolthubError("invalid-freeze", 'stack config molthub:breakGlass: must say why, as in "fix of an outage". To have freezes hold again: pulumi config rm molthub:breakGlass.');
  return why;
}
