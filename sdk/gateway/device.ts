import { createHash, createPrivateKey, generateKeyPairSync, sign } from "node:crypto";

/**
 * The Ed25519 key with which we sign every connect. One per fleet is enough; a gateway that does not know it pairs it silently
 * on its own loopback, and asks for approval elsewhere (2026.9.6). All strings, so that it can be kept as JSON.
 */
export interface DeviceIdentity {
  /** SHA-256 of the raw public key, in hex. */
  readonly deviceId: string;
  /** Raw public key, 32 bytes, base64url. */
  readonly publicKey: string;
  /** PKCS #8 PEM. A secret. */
  readonly privateKey: string;
}

/** What a device signs when it connects. */
export interface DeviceClaim {
  readonly clientId: string;
  readonly clientMode: string;
  readonly role: string;
  /** Exactly the scopes of the connect request, in its order. */
  readonly scopes: readonly string[];
  readonly token: string;
  /** Of the gateway's `connect.challenge`. */
  readonly nonce: string;
  /** The challenge's `ts`: the gateway's clock, ms since 1970; it allows 10 minutes of skew. */
  readonly signedAt: number;
}

/** `params.device` of a connect request. */
export interface DeviceProof {
  readonly id: string;
  readonly publicKey: string;
  readonly signature: string;
  readonly signedAt: number;
  readonly nonce: string;
}

/**
 * Makes a new device key. Random: never call it while rendering.
 *
 * @example
 * const device = createDevice();
 * await connectGateway({ endpoint, token, device, scopes: ["operator.read"], deadline });
 */
export function createDevice(): DeviceIdentity {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  return {
    deviceId: createHash("sha256").update(raw).digest("hex"),
    publicKey: raw.toString("base64url"),
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** Signs `claim` in form v2, the one form that every version from Clawdbot 2026.1 to OpenClaw 2026.9.6 accepts. */
export function proveDevice(device: DeviceIdentity, claim: DeviceClaim): DeviceProof {
  const text = [
    "v2",
    device.deviceId,
    claim.clientId,
    claim.clientMode,
    claim.role,
    claim.scopes.join(","),
    String(claim.signedAt),
    claim.token,
    claim.nonce,
  ].join("|");
  return {
    id: device.deviceId,
    publicKey: device.publicKey,
    signature: sign(null, Buffer.from(text), createPrivateKey(device.privateKey)).toString("base64url"),
    signedAt: claim.signedAt,
    nonce: claim.nonce,
  };
}
