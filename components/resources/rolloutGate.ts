import type * as pulumi from "@pulumi/pulumi";
import type { GateAction } from "../../sdk/rollouts/steps";
import type { GatewayRelease } from "../../sdk/config";
import type { BotConnectionArgs } from "./gatewayConfig";
import { GatewayResource } from "./gatewayResource";

/** What a gate lets through: rollouts that stand and fall together, bots that keep what they have, and the rollout that waits for a promotion. */
export interface GateOpening {
  ids: string[];
  held: string[];
  paused?: string;
}

/** Arguments of {@link RolloutGate}. */
export interface RolloutGateArgs {
  /** Name of the fleet. */
  fleet: string;
  /** The step, as people read it: "step 2 of 5". */
  label: string;
  /** Names all that the program wants of the fleet. */
  rolloutId: pulumi.Input<string>;
  /** Names what the program wants of each bot, by its name. */
  desired: pulumi.Input<Record<string, string>>;
  /** Bots that are changed before this gate, by name. */
  bots: pulumi.Input<Record<string, pulumi.Input<{ standing: unknown; hostFailure?: unknown }>>>;
  /** Bots behind the gate, to compare with; by name. */
  baseline?: pulumi.Input<Record<string, pulumi.Input<{ release: GatewayRelease; connection: BotConnectionArgs }>>>;
  /** Names of the bots behind the gate. */
  later: string[];
  /** What the gate before this one lets through; absent for the first. */
  before?: pulumi.Input<GateOpening>;
  actions: readonly GateAction[];
  /** True: the rollout waits here until somebody promotes it. */
  pauses: boolean;
  /** The rollout that may go on. */
  promote?: string;
  /** The rollout that is to be taken back. */
  abort?: string;
  /** A judgement without a result that somebody lets pass. */
  accept?: { readonly gate: string; readonly rolloutId: string; readonly reason: string };
}

/** Judges the bots of a fleet after a step of its rollout, and takes the rollout back when they are not well. */
export class RolloutGate extends GatewayResource {
  declare readonly opening: pulumi.Output<GateOpening>;
  /** How it stands: passed, paused, waiting, failed, inconclusive or aborted. */
  declare readonly verdict: pulumi.Output<string>;

  constructor(name: string, args: RolloutGateArgs, opts: pulumi.CustomResourceOptions) {
    super("RolloutGate", "rolloutGate", name, { ...args, opening: undefined, verdict: undefined }, ["bots", "baseline"], opts);
  }
}
