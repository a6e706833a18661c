import type { Deadline } from "../deadline";
import { GatewayError } from "./errors";

const firstWaitMs = 250;
const longestWaitMs = 2_000;

/**
 * The one retry policy: repeats `attempt` while it fails with a GatewayError that `worthAnother` accepts, after the wait that the
 * gateway asks for (`retryAfterMs`), else after 250 ms, doubling up to 2 s. A wait that does not fit into `deadline` is not begun:
 * the last error is thrown at once.
 */
export async function withRetries<T>(deadline: Deadline, worthAnother: (error: GatewayError) => boolean, attempt: () => Promise<T>): Promise<T> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof GatewayError) || !worthAnother(error)) throw error;
      const wait = error.retryAfterMs ?? waitMs;
      if (wait >= deadline.remainingMs) throw error;
      await deadline.sleep(wait);
    }
  }
}
