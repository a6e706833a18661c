// `npm run bench`: what Molthub's own work costs, each as a ratio to a floor measured in the same run.
import type { Measured, Measurement } from "../bench/measure.mts";
import * as policies from "../bench/policies.bench.mts";
import * as render from "../bench/render.bench.mts";
import * as rollout from "../bench/rollout.bench.mts";
import * as transaction from "../bench/transaction.bench.mts";
import * as twentyBots from "../bench/twentyBots.bench.mts";
import { log, main } from "./setup/project.mjs";

interface Bench {
  readonly name: string;
  readonly floorName: string;
  /** More milliseconds of CPU than this fail, on whatever machine. */
  readonly boundMs?: number;
  /** More times the floor than this fails. */
  readonly boundRatio?: number;
  run(): Measured | Promise<Measured>;
}

/** One that measures several things in one go. */
interface Series {
  readonly name: string;
  runAll(): AsyncIterable<Measurement>;
}

const benches: readonly (Bench | Series)[] = [render, policies, transaction, twentyBots, rollout];

await main(async () => {
  let code = 0;
  for (const bench of benches) {
    log(`Measuring: ${bench.name}...`);
    const results = "runAll" in bench ? bench.runAll() : [{ ...bench, ...(await bench.run()) }];
    for await (const result of results) if (!isWithinBounds(result)) code = 1;
  }
  return code;
});

/** Tells what was measured. */
function isWithinBounds({ name, floorName, boundMs, boundRatio, subject, floor }: Omit<Bench, "run"> & Measured): boolean {
  const taken = boundMs === undefined ? `${subject.toFixed(0)} ms` : `${subject.toFixed(0)} ms of CPU (bound: ${String(boundMs)} ms)`;
  const bound = boundRatio === undefined ? "" : `, bound: ${String(boundRatio)} x`;
  console.log(`${name}: ${taken}, ${(subject / floor).toPrecision(3)} x the floor (${floorName}: ${floor.toFixed(0)} ms${bound})`);
  return !(boundMs !== undefined && subject > boundMs) && !(boundRatio !== undefined && subject > boundRatio * floor);
}
