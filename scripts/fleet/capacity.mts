import { readFileSync } from "node:fs";
import { listenerOn, runningGateway } from "@molthub/pulumi/sdk";
import { availableMb, memoryProblem } from "./memory.mts";
import { botNames, hostedBots } from "./stack.mts";

/** Refuses to start bots for which this machine has no memory or no port, before the first of them is started. */
export function requireCapacity(projectDir: string, firstPort: number): void {
  const hosted = hostedBots(projectDir);
  const missing = botNames.filter((bot) => {
    const files = hosted.get(bot);
    return files === undefined || runningGateway(files) === undefined;
  });
  const available = availableMb(readFileSync("/proc/meminfo", "utf8"));
  const problem = available === undefined ? undefined : memoryProblem(missing.length, available);
  if (problem !== undefined) throw new Error(problem);
  for (const bot of missing) {
    const port = firstPort + botNames.indexOf(bot);
    const listener = listenerOn(port);
    if (listener !== undefined) throw new Error(`The port of bot ${bot}, ${port}, is taken by ${listener}. Stop it, or choose others: npm run pulumi -- config set port <number>`);
  }
}
