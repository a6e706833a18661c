import type { KnownBase } from "../apply";
import type { GatewayConfigOutputs } from "./inputs";

/** How the document that was written last, or the one before it, is recognized. */
export function baseOf({ digest, previousDigest, secretPaths, unmanaged, sealed, references, connection, seen }: GatewayConfigOutputs): KnownBase {
  return { digests: previousDigest === undefined ? [digest] : [digest, previousDigest], secretPaths, unmanaged, sealed, references, key: connection.device.privateKey, ...(seen !== undefined && { seen }) };
}
