import { z } from "zod";
import type { Deadline } from "../deadline";
import type { Connection } from "./connection";
import { proveDevice } from "./device";
import type { DeviceIdentity } from "./device";
import { GatewayError } from "./errors";
import { checked } from "./frames";
import { parseHello } from "./hello";
import type { GatewayHello } from "./hello";

/** Who connects, and what for. */
export interface Credentials {
  /** The gateway's shared token, or a device token. A secret. */
  readonly token: string;
  /** Signs the connect. Without it 2026.9.6 grants scopes on its own loopback only. */
  readonly device?: DeviceIdentity;
  /** The scopes to ask for, all of which must be granted: `["operator.admin", "operator.read"]`. */
  readonly scopes: readonly string[];
}

// Gateways accept no client ids but their own list; this pair is also the one that 2026.9.6 exempts from pairing on loopback.
const clientId = "gateway-client";
const clientMode = "backend";
const role = "operator";

const challengeSchema = z.object({ nonce: z.string().min(1), ts: z.number() });

/**
 * Waits for `connect.challenge`, sends `connect`, and checks what was granted. One connect frame serves Clawdbot (protocol 3)
 * and OpenClaw 2026.9.6 (protocol 4).
 *
 * @throws GatewayError `unauthorized`, `not-paired`, `device-rejected`, `missing-scope`, `protocol`, `unavailable` (still
 * starting; retryable), `connection-lost`; the error of `deadline`
 */
export async function shakeHands(connection: Connection, credentials: Credentials, deadline: Deadline): Promise<GatewayHello> {
  const challenge = checked(challengeSchema, await connection.next("connect.challenge", deadline), "connect.challenge");
  const { token, device, scopes } = credentials;
  const claim = { clientId, clientMode, role, scopes, token, nonce: challenge.nonce, signedAt: challenge.ts };
  const params = {
    minProtocol: 3,
    maxProtocol: 4,
    // The version is that of this handshake, not of the package: a gateway only displays it.
    client: { id: clientId, version: "1", platform: process.platform, mode: clientMode },
    caps: [],
    role,
    scopes,
    auth: { token },
    ...(device !== undefined && { device: proveDevice(device, claim) }),
  };
  const hello = parseHello(await connection.request("connect", params, deadline));
  const { scopes: granting = scopes } = hello;
  const missing = scopes.filter((scope) => !granting.includes(scope));
  if (missing.length > 0) {
    const granted = granting.length === 0 ? "no scope" : granting.join(", ");
    throw new GatewayError(
      "missing-scope",
      `connect: the gateway granted ${granted}, but not ${missing.join(", ")}. Connect with a device key, through the gateway's own loopback or after approving the device there.`,
    );
  }
  return hello;
}
