import { exitCodes, type ExitCode } from "../exitCodes";
import { StackConfig } from "../stackConfig";
import { tell } from "../tell";
import { toldPreview } from "../plan/toldPreview";
import { policyArgs, type PolicyPacks } from "../policyPacks";
import { subjectOf } from "../releases/git";
import { abortMessage } from "../releases/message";
import { deploy, unseen } from "../up/deploy";
import { gatesOf, pausedRollout, type PausedRollout } from "./pausedRollout";

/** `molthub promote`: lets a paused rollout go on, by an ordinary update. */
export async function promote(id: string | undefined, { stack, ...packs }: PolicyPacks & { stack?: string }): Promise<ExitCode> {
  const rollout = await pausedRollout(stack, id);
  tell(`rollout ${rollout.id} of fleet ${rollout.fleet} goes on from ${rollout.label}: ${String(rollout.held.length)} bots are still to come`);
  const place = { args: policyArgs(packs) };
  return withSetting("molthub:promote", rollout, stack, async () => deploy({ stack, previewed: await toldPreview(stack, place), message: await subjectOf("."), place }));
}

/** `molthub abort`: takes a paused rollout back from all bots that it changed. */
export async function abort(id: string | undefined, { stack }: { stack?: string }): Promise<ExitCode> {
  const rollout = await pausedRollout(stack, id);
  tell(`rollout ${rollout.id} of fleet ${rollout.fleet} is taken back; Pulumi tells it as an error, because the program's change is not done`);
  // What is to be taken back in a hurry does not wait for a preview.
  await withSetting("molthub:abort", rollout, stack, () => deploy({ stack, previewed: unseen, rollouts: [rollout.id], message: abortMessage }));
  const gate = (await gatesOf(stack)).find(({ fleet, label }) => fleet === rollout.fleet && label === rollout.label);
  if (gate?.verdict !== "aborted") return exitCodes.failed;
  const { takenBack, notTakenBack } = gate;
  tell(`taken back: ${takenBack.length === 0 ? "no bot" : takenBack.join(", ")}. Take the change out of the program, or the next "pulumi up --refresh" tries it again`);
  for (const { bot, reason } of notTakenBack) tell(`not taken back: ${bot} (${reason})`);
  return notTakenBack.length === 0 ? exitCodes.well : exitCodes.failed;
}

/** The setting is for this one run: the state keeps what came of it. */
async function withSetting(key: string, { id }: PausedRollout, stack: string | undefined, run: () => Promise<ExitCode>): Promise<ExitCode> {
  const config = await StackConfig.read(stack);
  await config.set(key, id);
  try {
    return await run();
  } finally {
    await config.remove(key);
  }
}
