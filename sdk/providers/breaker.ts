import { MolthubError } from "../errors";

const most = 5;

/** Stops a rollout in which many bots fail: those that are not written yet stay as they are. One for all bots of a run. */
export class Breaker {
  private readonly failures = new Map<string, number>();

  /** A bot of the rollout did not take its document. */
  count(rolloutId: string): void {
    this.failures.set(rolloutId, (this.failures.get(rolloutId) ?? 0) + 1);
  }

  /** @throws MolthubError `rollout-stopped` */
  requireClosed(rolloutId: string, bot: string): void {
    const failed = this.failures.get(rolloutId) ?? 0;
    if (failed >= most) throw new MolthubError("rollout-stopped", `bot ${bot}: was not written, because ${String(failed)} bots of this rollout failed before it`);
  }
}
