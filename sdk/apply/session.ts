import type { Deadline } from "../deadline";
import { isLate } from "../errors";
import { GatewayError, type GatewayClient } from "../gateway";
import type { Connect } from "./change";
import type { Pace } from "./pace";

const attempts = 3;

/** The connection of one transaction: made when it is needed, and made again when it ends. */
export class Session {
  private current: GatewayClient | undefined;

  private patienceMs: number;

  constructor(
    private readonly connect: Connect,
    private readonly pace: Pick<Pace, "returns" | "firstAnswer">,
  ) {
    this.patienceMs = pace.returns;
  }

  /** The open connection, or a new one. Who was waited for in vain is waited for a shorter time. */
  async client(deadline: Deadline): Promise<GatewayClient> {
    if (this.current === undefined || this.current.closed !== undefined) {
      const { patienceMs } = this;
      this.patienceMs = this.pace.firstAnswer;
      this.current = await this.connect(deadline.atMost(patienceMs));
      this.patienceMs = this.pace.returns;
    }
    return this.current;
  }

  /** Asks what may be asked twice: again when the connection breaks, three times in all. */
  async ask<T>(deadline: Deadline, question: (client: GatewayClient) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await question(await this.client(deadline));
      } catch (error) {
        if (!isGone(error) || attempt === attempts || deadline.expired) throw error;
        await this.close();
      }
    }
  }

  /** Ends the connection, also one that is open on our side only; the next call makes a new one. */
  async close(): Promise<void> {
    const client = this.current;
    this.current = undefined;
    await client?.close();
  }
}

/** True when a connection ended, or is as good as ended because nothing comes over it: it may be open on our side only. */
export function isGone(error: unknown): boolean {
  return isLate(error) || (error instanceof GatewayError && error.code === "connection-lost");
}
