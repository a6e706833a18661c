import { readLive } from "../apply";
import { hideShapes } from "../config";
import type { Deadline } from "../deadline";
import { messageOf, MolthubError } from "../errors";
import { mask } from "../secrets";
import { checks, type Check, type Judgement } from "./checks";
import type { BotRecord, Patient } from "./patient";

/** What one check found of one bot; no secret is in it. */
export interface CheckResult extends Judgement {
  readonly check: string;
}

/**
 * Looks at a bot from all sides. A bot that cannot be seen, and a check that breaks, are answers like any other.
 *
 * @param deadline of what the bot itself is asked
 */
export async function examine(record: BotRecord, deadline: Deadline): Promise<CheckResult[]> {
  const connecting = record.connect(deadline);
  const client = connecting.catch((): never => {
    throw new MolthubError("not-asked", "the gateway cannot be asked");
  });
  const config = client.then((connected) => readLive(connected, record.applied.release, deadline));
  // It is the checks that are told, and perhaps none of them asks.
  config.catch(() => undefined);
  const patient: Patient = { ...record, deadline, connecting: () => connecting, client: () => client, config: () => config };
  try {
    return await Promise.all(checks.map(async (check) => ({ check: check.name, ...withoutSecrets(await judged(check, patient), record.applied.secrets) })));
  } finally {
    await connecting.then((connected) => connected.close(), () => undefined);
  }
}

async function judged(check: Check, patient: Patient): Promise<Judgement> {
  try {
    return await check.judge(patient);
  } catch (error) {
    return { verdict: "unknown", what: messageOf(error) };
  }
}

/** What a Gateway says of a failure may quote the secret that it used. */
function withoutSecrets({ verdict, what, remedy }: Judgement, secrets: readonly string[]): Judgement {
  return { verdict, what: hideShapes(mask(what, secrets)), ...(remedy !== undefined && { remedy }) };
}
