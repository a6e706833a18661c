import { randomUUID } from "node:crypto";
import { applyConfig, usesStore, type ChangeObserver, type ConfigChange, type ConfigProof, type Fence, type PlannedWrite } from "../apply";
import { actor, type ConfigRecorder } from "../audit";
import { digestOf, isExternalData, withoutUnmanaged, withVersions, type ConfigDocument, type Impact } from "../config";
import { Deadline } from "../deadline";
import { messageOf } from "../errors";
import { maskedError, type SecretValues } from "../secrets";
import { baseOf } from "./baseOf";
import { connector, ofBot } from "./connector";
import { requireThawed, tellBroken } from "./frozen";
import { gatewayConfigInputs, unseenDigest, type GatewayConfigInputs, type GatewayConfigOutputs } from "./inputs";
import type { Lifeline } from "./lifeline";
import type { Properties } from "./handler";
import { readSecrets, type ReadSecrets } from "./storeSecrets";
import { entriesBehind, takenBackTo } from "./wayBack";

// A change with a restart takes 10 s on a quiet machine, a minute on a busy one; of a bot that was just killed, 300 s more (`usualPace`).
const applyWithinMs = 360_000;

/** What every write of a provider keeps to. */
export interface WriteConditions {
  /** Nothing is written for an engine that is gone. */
  readonly lifeline: Lifeline;
  /** Keeps what was done. */
  readonly recorder: ConfigRecorder;
  /** Makes the fence of a saved plan. */
  readonly fenceOf: (write: PlannedWrite) => Fence;
  /** Reads secrets from their sources. */
  readonly values: SecretValues;
}

/** A change that was carried out. */
export interface Applied {
  /** With the versions of its secrets. */
  readonly document: ConfigDocument;
  readonly proof: ConfigProof;
  readonly digest: string;
  readonly stored: ReadSecrets["stored"];
}

/**
 * Carries a change out on the bot, its store secrets first.
 *
 * @param before what is known of the bot; none for a new resource
 * @param conditions what else a write must keep to
 * @param log told of what could not be recorded any more
 */
export async function applyChange(news: Properties, before: GatewayConfigOutputs | undefined, conditions: WriteConditions, log: (line: string) => void): Promise<Applied> {
  const inputs = gatewayConfigInputs.parse(news);
  const { bot, connection, secretPaths, unmanaged } = inputs;
  const known = isKnown(inputs, before) ? before : undefined;
  const stored = before?.storedSecrets ?? {};
  const secrets = await readSecrets(inputs, stored, known === undefined ? [] : entriesBehind(known, inputs.rolloutId), conditions.values);
  const document = withVersions(inputs.document, secrets.versions);
  const digest = digestOf(withoutUnmanaged(document, unmanaged), secretPaths, connection.device.privateKey);
  try {
    const fence = conditions.fenceOf({ bot, dataId: before?.dataId === inputs.dataId ? before.dataId : undefined, wanted: document, unmanaged, sealed: known?.sealed ?? {}, key: (before ?? inputs).connection.device.privateKey });
    const change: ConfigChange = { ...changeOf({ ...inputs, document }, news["impact"] as Impact | undefined, known), ...(usesStore(secrets.store) && { store: secrets.store }), fence: (live) => fence(live.document), mayWrite: () => requireMayWrite(inputs, before, conditions.lifeline) };
    const deadline = Deadline.after(applyWithinMs, `bot ${bot} to take its document`);
    const proof = await applyConfig(connector(connection, ["operator.admin"]), change, recorded(conditions.recorder, inputs, before?.digest, digest, log), deadline);
    // What could not be deleted is not forgotten.
    return { document, proof, digest, stored: proof.pruned ? secrets.stored : { ...stored, ...secrets.stored } };
  } catch (error) {
    // A Gateway may quote what it was given.
    throw ofBot(bot, maskedError(error, secrets.values));
  }
}

/**
 * What a preview shows of a frozen bot is refused there. What it does not show is what an earlier run did not get to; and the bot's own
 * document, which goes into a state directory that was lost.
 */
function requireMayWrite(inputs: GatewayConfigInputs, before: GatewayConfigOutputs | undefined, lifeline: Lifeline): void {
  lifeline.requireEngine();
  if (before === undefined || before.dataId === inputs.dataId) requireThawed(inputs);
}

/** Another state directory knows nothing of what was written into the one before it. */
function isKnown({ dataId }: GatewayConfigInputs, before: GatewayConfigOutputs | undefined): before is GatewayConfigOutputs {
  return before !== undefined && before.dataId === dataId && before.digest !== unseenDigest;
}

function changeOf(inputs: GatewayConfigInputs, impact: Impact | undefined, before: GatewayConfigOutputs | undefined): Omit<ConfigChange, "mayWrite"> {
  const { bot, release, document: wanted, secretPaths, unmanaged, environment, dataId, paths } = inputs;
  // What an earlier run planned and could not do is not planned again: the engine has it for done.
  const planned = before === undefined || before.observed === "unreachable" || before.observed === "failed" || impact === undefined || impact.class === "create" ? undefined : [...(impact.restart ?? []), ...(impact.hot ?? []), ...(impact.none ?? [])];
  return {
    bot,
    release,
    wanted,
    secretPaths,
    unmanaged,
    environment,
    sealed: before?.sealed ?? {},
    hosted: !isExternalData(dataId),
    onlyAdds: before === undefined && isExternalData(dataId),
    ...(before !== undefined && { base: baseOf(before), ...takenBackTo(before) }),
    ...(planned !== undefined && { planned }),
    ...(paths !== undefined && { paths }),
  };
}

/** Keeps a record of a change of one bot, its intent before the first byte. */
export function recorded(recorder: ConfigRecorder, { bot, connection, frozen, breakGlass }: Pick<GatewayConfigInputs, "bot" | "connection" | "frozen" | "breakGlass">, from: string | undefined, to: string, log: (line: string) => void): ChangeObserver {
  const change = randomUUID();
  let paths: readonly string[] = [];
  const add = (event: "intent" | "result", facts: object): void => {
    recorder.add({ time: new Date().toISOString(), change, event, bot, address: connection.endpoint.address, actor: actor(), paths, ...(from !== undefined && { from }), to, ...(frozen && { frozen: frozen.reason }), ...(breakGlass !== undefined && { breakGlass }), ...facts });
  };
  return {
    intent(planned) {
      paths = planned;
      add("intent", {});
      tellBroken({ bot, frozen, breakGlass }, log);
    },
    result(outcome, facts) {
      try {
        add("result", { outcome, ...facts });
      } catch (error) {
        // The bot is as it is: that must not be told otherwise.
        log(`bot ${bot}: its change is ${outcome}, which could not be recorded: ${messageOf(error)}`);
      }
    },
  };
}
