import { createHash, createPublicKey, verify } from "node:crypto";
import { expect, test } from "vitest";
import { createDevice } from "../../sdk/gateway";
import { proveDevice } from "../../sdk/gateway/device";

const claim = { clientId: "gateway-client", clientMode: "backend", role: "operator", scopes: ["a", "b"], token: "tok", nonce: "n1", signedAt: 17 };

test("a device is named by the hash of its raw public key", () => {
  const device = createDevice();
  const raw = Buffer.from(device.publicKey, "base64url");
  expect(raw).toHaveLength(32);
  expect(device.deviceId).toBe(createHash("sha256").update(raw).digest("hex"));
  expect(createDevice().deviceId).not.toBe(device.deviceId);
});

test("the proof is an Ed25519 signature over the v2 text", () => {
  const device = createDevice();
  const proof = proveDevice(device, claim);
  expect(proof).toMatchObject({ id: device.deviceId, publicKey: device.publicKey, signedAt: 17, nonce: "n1" });
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: device.publicKey }, format: "jwk" });
  const text = `v2|${device.deviceId}|gateway-client|backend|operator|a,b|17|tok|n1`;
  expect(verify(null, Buffer.from(text), key, Buffer.from(proof.signature, "base64url"))).toBe(true);
});

test("a device survives JSON", () => {
  const device = createDevice();
  const copy = JSON.parse(JSON.stringify(device)) as typeof device;
  expect(proveDevice(copy, claim)).toEqual(proveDevice(device, claim));
});
