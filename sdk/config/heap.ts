import { MolthubError } from "../errors";

/**
 * Refuses a heap limit that no Gateway starts with: 192 MiB died at once (openclaw 2026.9.6).
 *
 * @throws MolthubError `invalid-heap`, naming the bot
 */
export function requireValidHeap(heapMb: number, bot: string): void {
  if (Number.isInteger(heapMb) && heapMb >= 256) return;
  throw new MolthubError("invalid-heap", `bot ${bot}: heapMb: ${String(heapMb)} is not a heap a gateway can run with. Give a whole number of MiB, 256 or more; 512 is the default.`);
}
