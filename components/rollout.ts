import * as pulumi from "@pulumi/pulumi";
import type { GatewayRelease } from "../sdk/config";
import { MolthubError } from "../sdk/errors";
import { loopbackEndpoint } from "../sdk/loopback";
import { needsBaseline, requireValidMetrics } from "../sdk/rollouts/analysis/spec";
import { planBatches, type Batch, type RolloutStep, type SteppedBot } from "../sdk/rollouts/steps";
import type { BotPlan } from "./botPlan";
import type { MoltbotInstance } from "./instance";
import { desiredOf } from "./desired";
import type { Gating } from "./instanceNodes";
import { RolloutGate, type BotConnectionArgs, type OperatorDevice } from "./resources";

/** How a change comes to the bots of a fleet: in steps, each judged before the next. */
export interface RolloutArgs {
  /**
   * The steps, in Argo Rollouts' words. What no step changes is changed last, and every step ends with a look whether its bots run exactly
   * what was planned.
   *
   * @example [{ select: { tier: "canary" } }, { analysis: [{ channels: {} }, { model: {} }] }, { setWeight: 50 }, { pause: { duration: "5m" } }]
   */
  readonly steps: readonly RolloutStep[];
  /** So many bots of a step are changed at the same time, at least 1. If unset, all of them. */
  readonly maxUnavailable?: number;
  /** Lets a judgement without a result pass, as its error told it. If unset, it does not. */
  readonly accept?: { readonly gate: string; readonly rolloutId: string; readonly reason: string };
}

/**
 * The steps of a fleet's rollout.
 *
 * @throws MolthubError `invalid-rollout`, naming the fleet, the step and the remedy
 */
export function batchesOf(fleet: string, { steps, maxUnavailable }: RolloutArgs, bots: readonly SteppedBot[]): Batch[] {
  if (maxUnavailable !== undefined && !(Number.isInteger(maxUnavailable) && maxUnavailable >= 1)) throw new MolthubError("invalid-rollout", `fleet ${fleet}: rollout: maxUnavailable: must be a whole number of bots, at least 1.`);
  try {
    return planBatches(bots, steps, requireValidMetrics);
  } catch (error) {
    if (error instanceof MolthubError) throw new MolthubError(error.code, `fleet ${fleet}: ${error.message}`);
    throw error;
  }
}

/** A bot of a fleet, and how it is made. */
export interface FleetBot {
  readonly plan: BotPlan;
  readonly make: (gating: Gating) => MoltbotInstance;
}

/**
 * Makes the bots of a fleet with a gate after every step: what is behind a gate waits for it.
 *
 * @param name of the fleet
 * @returns by name of the bot
 */
export function rollOut(parent: pulumi.Resource, name: string, { maxUnavailable, accept }: RolloutArgs, batches: readonly Batch[], bots: readonly FleetBot[], device: OperatorDevice): Record<string, MoltbotInstance> {
  const { bots: desired, rolloutId } = desiredOf(bots.map(({ plan }) => plan), device);
  const asked = new pulumi.Config("molthub");
  const [promote, abort] = [asked.get("promote"), asked.get("abort")];
  const byName = new Map(bots.map((bot) => [bot.plan.bot, bot]));
  const instances: Record<string, MoltbotInstance> = {};
  const gates: RolloutGate[] = [];
  // A bot behind a gate is there for the program at once, and for Pulumi once the gate let it through.
  let declared: (all: true) => void = () => undefined;
  const allDeclared = new Promise<true>((resolve) => (declared = resolve));
  for (const [at, { label, bots: names, actions, pauses }] of batches.entries()) {
    const gate = gates.at(-1);
    const opening = gate?.opening;
    for (const [place, bot] of names.entries()) {
      const before = maxUnavailable === undefined ? undefined : names[place - maxUnavailable];
      const after = [...(gate === undefined ? [] : [gate]), ...(before === undefined ? [] : [(instances[before] as MoltbotInstance).nodes.config])];
      instances[bot] = (byName.get(bot) as FleetBot).make({ rolloutId, after, ...(opening !== undefined && { held: opening.apply(({ held }) => held.includes(bot)) }) });
    }
    const later = batches.slice(at + 1).flatMap((batch) => batch.bots);
    const next = new RolloutGate(
      `${name}-gate-${String(at + 1)}`,
      {
        fleet: name,
        label,
        rolloutId,
        desired,
        bots: pulumi.secret(Object.fromEntries(Object.entries(instances).map(([bot, { nodes: { config, gateway } }]) => [bot, { standing: config.standing, ...(gateway !== undefined && { hostFailure: gateway.failure }) }]))),
        ...(actions.some((action) => "analysis" in action && needsBaseline(action.analysis)) && { baseline: pulumi.secret(pulumi.output(allDeclared).apply(() => Object.fromEntries(later.map((bot) => [bot, reached((byName.get(bot) as FleetBot).plan, instances[bot] as MoltbotInstance, device)])))) }),
        later,
        ...(opening !== undefined && { before: opening }),
        actions,
        pauses,
        ...(promote !== undefined && { promote }),
        ...(abort !== undefined && { abort }),
        ...(accept !== undefined && { accept }),
      },
      { parent },
    );
    gates.push(next);
    tellPause(next, name, label, Object.keys(instances).length);
  }
  declared(true);
  return instances;
}

/** How a bot is reached, known before its resources are: its host may be changed behind the gate. */
function reached({ release, target: { local } }: BotPlan, { endpoint, token }: MoltbotInstance, { deviceId, publicKey, privateKey }: OperatorDevice): { release: GatewayRelease; connection: BotConnectionArgs } {
  return { release, connection: { endpoint: local === undefined ? { transport: "direct", address: endpoint } : loopbackEndpoint(local.port), token, device: { deviceId, publicKey, privateKey } } };
}

/** A pause ends the run well: it must not be overlooked. */
function tellPause(gate: RolloutGate, fleet: string, label: string, done: number): void {
  pulumi.all([gate.verdict, gate.opening]).apply(([verdict, opening]) => {
    if (verdict !== "paused") return;
    void pulumi.log.warn(`fleet ${fleet}: rollout ${String(opening.paused)} is paused at ${label}: ${String(done)} bots done, ${String(opening.held.length)} held. Go on with "molthub promote", take it back with "molthub abort".`, gate);
  });
}
