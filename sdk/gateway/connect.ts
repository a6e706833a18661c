import { Deadline } from "../deadline";
import { messageOf } from "../errors";
import { GatewayClient } from "./client";
import { Connection } from "./connection";
import { GatewayError } from "./errors";
import { shakeHands } from "./handshake";
import type { Credentials } from "./handshake";
import { withRetries } from "./retry";
import { openSocket } from "./transport";
import type { Endpoint } from "./transport";

/** Arguments of {@link connectGateway}. */
export interface ConnectOptions extends Credentials {
  readonly endpoint: Endpoint;
  /** Bounds the whole of it. Each single attempt has 10 s at most. */
  readonly deadline: Deadline;
  /** `startup`: wait until the deadline for a gateway that is not there yet or still starting. Default: fail at once. */
  readonly patience?: "startup";
}

// 2026.9.6 itself drops a silent client after 15 s, and delays the answer to a wrong token by up to 5 s.
const handshakeMs = 10_000;

/**
 * Connects to a gateway and checks that it grants the scopes asked for.
 *
 * @throws GatewayError `unreachable` when nobody answers or the gateway is still starting (with `patience: "startup"` only at the
 * deadline); `unauthorized`, `not-paired`, `device-rejected`, `missing-scope`, `protocol` at once, never retried
 *
 * @example
 * const client = await connectGateway({
 *   endpoint: { transport: "direct", address: "ws://127.0.0.1:18801" },
 *   token,
 *   device,
 *   scopes: ["operator.read", "operator.admin"],
 *   patience: "startup",
 *   deadline: Deadline.after(120_000, "bot alice to start"),
 * });
 */
export async function connectGateway(options: ConnectOptions): Promise<GatewayClient> {
  const { deadline } = options;
  if (options.patience === undefined) return connectOnce(options);
  try {
    return await withRetries(deadline, (error) => error.code === "unreachable", () => connectOnce(options));
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== "unreachable") throw error;
    throw new GatewayError("unreachable", `${deadline.error().message}: ${error.message}`, {}, { cause: error });
  }
}

async function connectOnce(options: ConnectOptions): Promise<GatewayClient> {
  const { endpoint } = options;
  const attempt = Deadline.after(Math.min(handshakeMs, options.deadline.remainingMs), `the handshake with the gateway at ${endpoint.address}`);
  const connection = new Connection(await openSocket(endpoint, attempt));
  try {
    const hello = await shakeHands(connection, options, attempt);
    return new GatewayClient(connection, hello, (deadline) => connectGateway({ ...options, deadline, patience: "startup" }));
  } catch (error) {
    await connection.close();
    throw isNotReady(error) ? unready(endpoint, error) : error;
  }
}

/** A gateway that starts or restarts refuses with a retryable error, or cuts the connection, or is silent. */
function isNotReady(error: unknown): boolean {
  if (error instanceof GatewayError) return error.retryable || error.code === "connection-lost";
  return (error as { code?: unknown }).code === "deadline";
}

function unready(endpoint: Endpoint, cause: unknown): GatewayError {
  const facts = cause instanceof GatewayError ? cause : undefined;
  return new GatewayError(
    "unreachable",
    `the gateway at ${endpoint.address} is not ready: ${messageOf(cause)}`,
    {
      ...(facts?.gatewayCode !== undefined && { gatewayCode: facts.gatewayCode }),
      ...(facts?.retryAfterMs !== undefined && { retryAfterMs: facts.retryAfterMs }),
      retryable: facts?.retryable ?? false,
      details: facts?.details,
    },
    { cause },
  );
}
