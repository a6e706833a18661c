import { Deadline } from "../../../sdk/deadline";
import { mergePatchOfRfc } from "../../config/rfc7396";
import type { ConfigDocument } from "../../../sdk/config";
import { startSimulator } from "../../gateways/simulator";
import type { Fault } from "../../gateways/simulator/faults";
import type { Bot } from "./bot";
import { connectTo, hastyPace } from "./connections";
import { calmPace } from "./engine";
import { environment, releases } from "./pools";
import { play, type History } from "./run";
import { ownPart, type Scenario } from "./scenario";

/** Runs a scenario on a simulated gateway of its own. */
export async function playSimulated(scenario: Scenario): Promise<History> {
  const { line, old, own } = scenario;
  const faults = faultsOf(scenario);
  const gateway = await startSimulator({ release: releases[line], document: own ? (mergePatchOfRfc(old, ownPart) as ConfigDocument) : old, env: environment, supervised: true, faults });
  const bot: Bot = {
    ...gateway,
    pace: hastyPace,
    calmPace,
    patienceMs: 30_000,
    calmMs: 60_000,
    rest: { gateway: { mode: "local" } },
    connectTo,
    running: () => Promise.resolve(gateway.running()),
    async untilQuiet(trouble) {
      const deadline = Deadline.after(60_000, "the dust to settle");
      await deadline.sleep(trouble.kind === "hangs" ? trouble.ms + 50 : 30);
      if (trouble.kind === "write" && trouble.fault === "no-return") gateway.start();
      if (trouble.kind === "edited" && !gateway.isRunning() && gateway.document() === undefined) {
        // A process that met a broken file at its start stays away until the person who broke it mends it.
        gateway.edit(gateway.persisted.at(-1) ?? {});
        gateway.start();
      }
      while (gateway.running() === undefined) await deadline.sleep(2);
      await deadline.sleep(20);
      faults.length = 0;
    },
  };
  const history = await play(scenario, bot);
  await gateway.stop();
  return history;
}

function faultsOf({ trouble, setback }: Scenario): Fault[] {
  return [...(setback === "channels" ? [{ at: { write: 1 }, do: "dead-channels" as const }] : []), ...(trouble.kind === "write" ? [{ at: { write: trouble.write }, do: trouble.fault }] : [])];
}
