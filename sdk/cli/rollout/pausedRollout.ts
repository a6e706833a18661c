import { z } from "zod";
import { MolthubError } from "../../errors";
import { readStack } from "../stackState";

/** A rollout that waits for a person. */
export interface PausedRollout {
  readonly id: string;
  readonly fleet: string;
  /** The step, as "step 2 of 5". */
  readonly label: string;
  /** Bots that keep what they have until it goes on. */
  readonly held: readonly string[];
}

export const gateType = "pulumi-nodejs:dynamic/molthub:RolloutGate";

const gate = z.object({
  fleet: z.string(),
  label: z.string(),
  verdict: z.string(),
  at: z.string().optional(),
  opening: z.object({ held: z.array(z.string()), paused: z.string().optional() }),
  takenBack: z.array(z.string()).default([]),
  notTakenBack: z.array(z.object({ bot: z.string(), reason: z.string() })).default([]),
});

/** A gate of a rollout, as the stack's state knows it. */
export type KnownGate = z.infer<typeof gate>;

/** The gates of a stack, from its state. */
export async function gatesOf(stack: string | undefined): Promise<KnownGate[]> {
  return (await readStack(stack))(gateType).map(({ outputs }) => gate.parse(outputs));
}

/**
 * The rollout that is meant: the one with this id, or the only one that waits.
 *
 * @throws MolthubError `not-paused`, naming those that wait
 */
export async function pausedRollout(stack: string | undefined, id: string | undefined): Promise<PausedRollout> {
  const all = (await gatesOf(stack)).flatMap(({ verdict, fleet, label, opening: { held, paused } }) => (verdict !== "waiting" && paused !== undefined ? [{ id: paused, fleet, label, held }] : []));
  const meant = id === undefined ? all : all.filter((one) => one.id === id);
  const [only, other] = meant;
  if (only !== undefined && other === undefined) return only;
  if (all.length === 0) throw new MolthubError("not-paused", "no rollout of this stack is paused: there is nothing to promote or to abort.");
  const known = all.map((one) => `${one.id} (fleet ${one.fleet}, ${one.label})`).join(", ");
  throw new MolthubError("not-paused", id === undefined ? `${String(all.length)} rollouts are paused: ${known}. Name the one that is meant.` : `no rollout ${id} is paused; there is ${known}.`);
}
