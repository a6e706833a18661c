// 620 to 900 MB were seen for one gateway with its helper processes (openclaw 2026.9.6).
const perBotMb = 900;

/** What speaks against starting that many bots with that much memory available, if anything does. */
export function memoryProblem(bots: number, availableMb: number): string | undefined {
  const neededMb = bots * perBotMb;
  if (availableMb >= neededMb) return undefined;
  return `${bots} bot${bots === 1 ? "" : "s"} need${bots === 1 ? "s" : ""} about ${neededMb} MB of memory, and ${availableMb} MB are available. End other programs, or use a machine with more memory.`;
}

/** The memory that `/proc/meminfo` says programs can still have, or undefined when it does not say. */
export function availableMb(meminfo: string): number | undefined {
  const kb = /^MemAvailable:\s+(\d+) kB/m.exec(meminfo)?.[1];
  return kb === undefined ? undefined : Math.floor(Number(kb) / 1024);
}
