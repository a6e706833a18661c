import pLimit from "p-limit";
import { Deadline } from "../../deadline";
import { messageOf } from "../../errors";
import { GatewayError, type GatewayClient } from "../../gateway";
import { mask } from "../../secrets";
import type { StackBot } from "../stackBots";
import type { BotPlan, PlannedLeaf } from "./fleetPlan";

const askWithinMs = 15_000;
const atOnce = 32;

/**
 * Asks every bot that is there already what it says of its planned changes (`config.schema.lookup`, scope `operator.read`, openclaw 2026.9.6),
 * and names those that do not answer.
 */
export async function askBots(plans: readonly BotPlan[], bots: readonly StackBot[]): Promise<BotPlan[]> {
  const limit = pLimit(atOnce);
  const known = new Map(bots.map((bot) => [bot.urn, bot]));
  return Promise.all(
    plans.map((plan) => {
      const bot = known.get(plan.urn);
      return bot === undefined || plan.action === "create" ? plan : limit(() => ask(plan, bot));
    }),
  );
}

async function ask(plan: BotPlan, { connect, secrets }: StackBot): Promise<BotPlan> {
  const deadline = Deadline.after(askWithinMs, `an answer of bot ${plan.bot}`);
  let client: GatewayClient | undefined;
  try {
    client = await connect(["operator.read"], deadline);
    const leaves: PlannedLeaf[] = [];
    for (const leaf of plan.leaves) leaves.push(await askLeaf(client, leaf, deadline));
    return { ...plan, leaves };
  } catch (error) {
    return { ...plan, unreachable: mask(messageOf(error), secrets) };
  } finally {
    await client?.close();
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
