import { Deadline } from "../../deadline";
import { messageOf } from "../../errors";
import { GatewayError, withClient, type GatewayClient } from "../../gateway";
import { mask } from "../../secrets";
import { eachBot } from "../eachBot";
import type { StackBot } from "../stackBots";
import type { BotPlan, PlannedLeaf } from "./fleetPlan";

const askWithinMs = 15_000;

/**
 * Asks every bot that is there already what it says of its planned changes (`config.schema.lookup`, scope `operator.read`, openclaw 2026.9.6),
 * and names those that do not answer.
 */
export function askBots(plans: readonly BotPlan[], bots: readonly StackBot[]): Promise<BotPlan[]> {
  const known = new Map(bots.map((bot) => [bot.urn, bot]));
  return eachBot(plans, async (plan) => {
    const bot = known.get(plan.urn);
    return bot === undefined || plan.action === "create" ? plan : ask(plan, bot);
  });
}

async function ask(plan: BotPlan, { connect, secrets }: StackBot): Promise<BotPlan> {
  const deadline = Deadline.after(askWithinMs, `an answer of bot ${plan.bot}`);
  try {
    return await withClient(() => connect(["operator.read"], deadline), async (client) => {
      const leaves: PlannedLeaf[] = [];
      for (const leaf of plan.leaves) leaves.push(await askLeaf(client, leaf, deadline));
      return { ...plan, leaves };
    });
  } catch (error) {
    return { ...plan, unreachable: mask(messageOf(error), secrets) };
  }
}

async function askLeaf(client: GatewayClient, leaf: PlannedLeaf, deadline: Deadline): Promise<PlannedLeaf> {
  // The method takes names with dots between them: a key that needs quotes cannot be asked for.
  if (leaf.path.includes("[")) return leaf;
  try {
    const { reloadKind } = await client.call("config.schema.lookup", { path: leaf.path }, deadline);
    return reloadKind === undefined ? leaf : { ...leaf, live: reloadKind };
  } catch (error) {
    // A release without the method, or without the path.
    if (error instanceof GatewayError && ["invalid-request", "unknown-method"].includes(error.code)) return leaf;
    throw error;
  }
}
