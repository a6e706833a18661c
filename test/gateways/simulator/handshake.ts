import { createHash, createPublicKey, verify } from "node:crypto";
import { z } from "zod";
import type { ErrorShape } from "../../../sdk/gateway/errors";
import type { GatewayProcess } from "./gatewayProcess";
import type { Session } from "./session";

/** A connect that is refused, and how the connection ends. */
export interface Rejection {
  readonly error: ErrorShape;
  readonly closeCode: number;
}

const connectParams = z.strictObject({
  minProtocol: z.number(),
  maxProtocol: z.number(),
  client: z.strictObject({ id: z.string(), version: z.string(), platform: z.string(), mode: z.string(), displayName: z.string().optional() }),
  caps: z.array(z.string()).optional(),
  role: z.literal("operator"),
  scopes: z.array(z.string()).optional(),
  auth: z.strictObject({ token: z.string().optional(), password: z.string().optional() }).optional(),
  device: z.strictObject({ id: z.string(), publicKey: z.string(), signature: z.string(), signedAt: z.number(), nonce: z.string() }).optional(),
});
type ConnectParams = z.infer<typeof connectParams>;

// Other clients are strangers to both product lines, or bound to rules that Molthub does not meet.
const knownClient = "gateway-client";
const allowedSkewMs = 600_000;

/** Checks the first request of a connection as both product lines do. What is accepted is noted in the session. */
export function receiveConnect(process: GatewayProcess, session: Session, params: unknown): Rejection | undefined {
  const { line } = process;
  const refused = (message: string, detail: string, code = "INVALID_REQUEST", closeCode = 1008): Rejection => ({ error: { code, message, ...line.connectDetails(detail) }, closeCode });
  const parsed = connectParams.safeParse(params);
  if (!parsed.success || parsed.data.client.id !== knownClient) return refused("invalid connect params", "INVALID_CONNECT_PARAMS");
  const { data } = parsed;
  if (data.minProtocol > line.protocol || data.maxProtocol < line.protocol) return refused("protocol mismatch", "PROTOCOL_MISMATCH", "INVALID_REQUEST", 1002);
  const token = data.auth?.token;
  if (data.device === undefined && token === undefined) return refused("device identity required", "DEVICE_IDENTITY_REQUIRED", "NOT_PAIRED");
  const fault = data.device === undefined ? undefined : deviceFault(data, session.nonce);
  if (fault !== undefined) return refused(`device ${fault.toLowerCase().replaceAll("_", " ")}`, `DEVICE_AUTH_${fault}`);
  if (token === undefined) return refused("unauthorized: gateway token missing (provide gateway auth token)", "AUTH_TOKEN_MISSING");
  if (token !== process.settings.token) return refused("unauthorized: gateway token mismatch (provide gateway auth token)", "AUTH_TOKEN_MISMATCH");
  session.scopes = line.scopesOf(data.scopes ?? []);
  session.deviceId = data.device?.id;
  if (session.deviceId !== undefined) {
    const known = process.pairedScopes.get(session.deviceId) ?? [];
    process.pairedScopes.set(session.deviceId, [...new Set([...known, ...session.scopes])]);
  }
  return undefined;
}

/** What is wrong with the proof of a device; undefined for a good one. */
function deviceFault({ client, role, scopes = [], auth, device }: ConnectParams, nonce: string): string | undefined {
  if (device === undefined) return undefined;
  const raw = Buffer.from(device.publicKey, "base64url");
  if (createHash("sha256").update(raw).digest("hex") !== device.id) return "IDENTITY_MISMATCH";
  if (Math.abs(Date.now() - device.signedAt) > allowedSkewMs) return "SIGNATURE_EXPIRED";
  if (device.nonce !== nonce) return "NONCE_MISMATCH";
  const text = ["v2", device.id, client.id, client.mode, role, scopes.join(","), String(device.signedAt), auth?.token ?? "", nonce].join("|");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: device.publicKey }, format: "jwk" });
  return verify(null, Buffer.from(text), key, Buffer.from(device.signature, "base64url")) ? undefined : "SIGNATURE_INVALID";
}
