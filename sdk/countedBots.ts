/** "1 bot", "2 bots". */
export function countedBots(bots: number): string {
  return `${String(bots)} ${bots === 1 ? "bot" : "bots"}`;
}
