import { z } from "zod";
import { Deadline } from "../deadline";
import type { Connection, ConnectionEnd } from "./connection";
import { checked } from "./frames";
import type { GatewayHello } from "./hello";
import { isFinalAnswer, resultSchemas } from "./methods";
import type { GatewayMethod, GatewayParams, GatewayResult } from "./methods";
import { withRetries } from "./retry";

/** The `shutdown` event, which a gateway sends right before it closes its connections. */
export interface ShutdownNotice {
  readonly reason: string;
  /** A number when the gateway comes back by itself, with its guess in milliseconds; absent when it stops for good. */
  readonly restartExpectedMs?: number;
}

/** How a connection ended, and whether the gateway announced it. */
export interface ClientEnd extends ConnectionEnd {
  readonly shutdown?: ShutdownNotice;
}

const defaultCallMs = 30_000;

const shutdownSchema = z.object({ reason: z.string(), restartExpectedMs: z.number().exactOptional() });

/**
 * A live connection to one gateway. Made by `connectGateway`; always `close()` it.
 *
 * @example
 * const client = await connectGateway({ endpoint, token, device, scopes: ["operator.read"], deadline });
 * try {
 *   const { parsed, hash } = await client.call("config.get", {});
 * } finally {
 *   await client.close();
 * }
 */
export class GatewayClient {
  /** What the gateway said of itself when the connection was made. */
  readonly hello: GatewayHello;
  readonly #connection: Connection;
  readonly #connectAgain: (deadline: Deadline) => Promise<GatewayClient>;
  #shutdown: ShutdownNotice | undefined;

  /** @internal use `connectGateway` */
  constructor(connection: Connection, hello: GatewayHello, connectAgain: (deadline: Deadline) => Promise<GatewayClient>) {
    this.#connection = connection;
    this.hello = hello;
    this.#connectAgain = connectAgain;
    connection.on("shutdown", (payload) => {
      this.#shutdown = checked(shutdownSchema, payload, "event shutdown");
    });
  }

  /** How the connection ended; undefined while it is open. */
  get closed(): ClientEnd | undefined {
    const end = this.#connection.end;
    return end && { ...end, ...(this.#shutdown && { shutdown: this.#shutdown }) };
  }

  /** True once the gateway has said that it restarts. */
  get saidRestart(): boolean {
    return this.#shutdown?.restartExpectedMs !== undefined;
  }

  /**
   * Calls a method and waits for its (final) answer. Errors that the gateway marks as retryable are retried within the deadline;
   * nothing else is, so a lost connection is never followed by a second send.
   *
   * @param deadline default: 30 s from now
   * @throws GatewayError see there; the error of `deadline` (the request may then still be carried out)
   */
  async call<M extends GatewayMethod>(method: M, params: GatewayParams<M>, deadline: Deadline = Deadline.after(defaultCallMs, `the answer to ${method}`)): Promise<GatewayResult<M>> {
    const schema: z.ZodType<GatewayResult<M>> = resultSchemas[method];
    const payload = await withRetries(
      deadline,
      (error) => error.retryable,
      () => this.#connection.request(method, params, deadline, isFinalAnswer[method]),
    );
    return checked(schema, payload, `${method}: unexpected answer`);
  }

  /**
   * Calls `listener` with the payload of each event of that name, until the returned function is called. `listener` must not throw.
   *
   * @example
   * const stop = client.on("config.changed", () => { changed = true; });
   */
  on(event: string, listener: (payload: unknown) => void): () => void {
    return this.#connection.on(event, listener);
  }

  /** Waits until the connection has ended. Throws the error of `deadline` when it stays open; it is left open then. */
  async untilClosed(deadline: Deadline): Promise<ClientEnd> {
    const end = await deadline.race(this.#connection.ended);
    return this.closed ?? end;
  }

  /**
   * Waits for a restart: until this connection has ended and another one reaches a gateway with another `bootId`. A connection that was
   * merely cut does not count: it is made again, and watched in turn. A gateway without such an id (Clawdbot) must announce the restart.
   *
   * @param deadline bounds the whole wait; a restart of 2026.9.6 takes about 10 s, under load a minute
   * @throws the error of `deadline`; GatewayError `unreachable` when the gateway does not come back in time, `unauthorized` ...
   *
   * @example
   * await client.call("gateway.restart.request", { reason: "molthub" });
   * const restarted = await client.reconnect(Deadline.after(120_000, "bot alice to restart"));
   */
  async reconnect(deadline: Deadline): Promise<GatewayClient> {
    await this.untilClosed(deadline);
    for (;;) {
      const next = await this.#connectAgain(deadline);
      if (next.hello.bootId !== this.hello.bootId || this.saidRestart) return next;
      try {
        await next.untilClosed(deadline);
      } finally {
        await next.close();
      }
    }
  }

  /** Ends the connection; resolves when its socket is gone, at the latest after a second. Calls in flight reject. */
  async close(): Promise<void> {
    await this.#connection.close();
  }
}
