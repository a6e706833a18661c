import type { Properties } from "./handler";

/** True for a resource that keeps what it has until somebody promotes a rollout; a new one has nothing to keep. */
export function isHeld(olds: Properties, news: Properties): boolean {
  return news["held"] === true && olds["bot"] !== undefined;
}
