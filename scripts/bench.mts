// `npm run bench`: what Molthub's own work costs, each as a ratio to a floor measured in the same run.
import * as render from "../bench/render.bench.mts";
import { log, main } from "./setup/project.mjs";

await main(async () => {
  let code = 0;
  for (const bench of [render]) {
    log(`Measuring: ${bench.name}...`);
    const { subject, floor } = bench.run();
    console.log(`${bench.name}: ${subject.toFixed(0)} ms of CPU (bound: ${String(bench.boundMs)} ms), ${(subject / floor).toFixed(1)} x the floor (${bench.floorName}: ${floor.toFixed(0)} ms)`);
    if (subject > bench.boundMs) code = 1;
  }
  return code;
});
