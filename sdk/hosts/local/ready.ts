import { z } from "zod";

const readyAnswer = z.object({ ready: z.literal(true) });

/**
 * True when the Gateway on this port says that it is ready. The body counts, not the status: with its web page on, a Gateway answers
 * 200 to any path (`GET /readyz`, openclaw 2026.9.6).
 */
export async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${String(port)}/readyz`, { signal: AbortSignal.timeout(5_000) });
    return readyAnswer.safeParse(await response.json()).success;
  } catch {
    return false;
  }
}
