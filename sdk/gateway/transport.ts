import WebSocket from "ws";
import type { Deadline } from "../deadline";
import { messageOf } from "../errors";
import { GatewayError } from "./errors";

/**
 * Where a gateway is and how to get there.
 *
 * @example
 * const endpoint: Endpoint = { transport: "direct", address: "ws://127.0.0.1:18789" };
 */
export interface Endpoint {
  /** `direct`: a WebSocket straight to the address. */
  readonly transport: "direct";
  /** URL of the gateway's WebSocket, without path, query or credentials: `ws://127.0.0.1:18789`. */
  readonly address: string;
}

/** Longest frame accepted, in bytes: what 2026.9.6 itself accepts. Its longest known answer, config.schema, has 2.1 MB. */
export const maxFrameBytes = 26_214_400;

/**
 * Opens a WebSocket to `endpoint`. The socket comes paused, so that the challenge, which a gateway sends at once, waits until
 * somebody listens: call `resume()` after attaching listeners.
 *
 * @throws GatewayError `unreachable` when nobody answers, the upgrade fails with HTTP 5xx, or the deadline passes;
 * `protocol` when something answers that does no WebSocket, or refuses ours (HTTP 4xx); `invalid-endpoint`
 */
export async function openSocket(endpoint: Endpoint, deadline: Deadline): Promise<WebSocket> {
  const socket = create(endpoint);
  const opened = new Promise<void>((resolve, reject) => {
    socket.once("open", () => {
      socket.pause();
      resolve();
    });
    socket.once("unexpected-response", (request, response) => {
      const status = response.statusCode ?? 0;
      request.destroy();
      reject(failure(endpoint, `it answers HTTP ${status} instead of a WebSocket`, status >= 500 ? "unreachable" : "protocol"));
    });
    // Stays attached for the socket's life: an "error" without a listener would end the process.
    socket.on("error", (error) => {
      reject(failure(endpoint, messageOf(error), "unreachable", error));
    });
  });
  try {
    await deadline.race(opened);
    return socket;
  } catch (error) {
    socket.terminate();
    throw error instanceof GatewayError ? error : failure(endpoint, "no answer in time", "unreachable", error);
  }
}

function create(endpoint: Endpoint): WebSocket {
  try {
    return new WebSocket(endpoint.address, { maxPayload: maxFrameBytes, perMessageDeflate: false });
  } catch (error) {
    throw new GatewayError("invalid-endpoint", `gateway address "${endpoint.address}" is not a WebSocket URL. Write it as ws://host:port.`, {}, { cause: error });
  }
}

function failure(endpoint: Endpoint, why: string, code: string, cause?: unknown): GatewayError {
  return new GatewayError(code, `cannot reach the gateway at ${endpoint.address}: ${why}`, {}, { cause });
}
