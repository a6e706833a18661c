import { readFileSync } from "node:fs";
import { listenerOn, runningGateway } from "@molthub/pulumi/sdk";
import { botNames, hostedBots } from "./stack.mts";

// 620 to 900 MB were seen for one gateway with its helper processes (openclaw 2026.9.6).
const memoryPerBotMb = 900;

/** Refuses to start bots for which this machine has no memory or no port, before the first of them is started. */
export function requireCapacity(projectDir: string, firstPort: number): void {
  const hosted = hostedBots(projectDir);
  const missing = botNames.filter((bot) => {
    const files = hosted.get(bot);
    return files === undefined || runningGateway(files) === undefined;
  });
  const needed = missing.length * memoryPerBotMb;
  const available = availableMemoryMb();
  if (available !== undefined && available < needed) {
    throw new Error(`${missing.length} bots need about ${needed} MB of memory, and ${available} MB are available. End other programs, or use a machine with more memory.`);
  }
  for (const bot of missing) {
    const port = firstPort + botNames.indexOf(bot);
    const listener = listenerOn(port);
    if (listener !== undefined) throw new Error(`The port of bot ${bot}, ${port}, is taken by ${listener}. Stop it, or choose others: npm run pulumi -- config set port <number>`);
  }
}

function availableMemoryMb(): number | undefined {
  const kb = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync("/proc/meminfo", "utf8"))?.[1];
  return kb === undefined ? undefined : Math.floor(Number(kb) / 1024);
}
