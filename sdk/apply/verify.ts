import { diffDocuments, formatPath, revealAs, withoutUnmanaged, type ConfigDocument } from "../config";
import { MolthubError } from "../errors";
import type { ConfigChange } from "./change";
import type { Settled } from "./settle";

/**
 * Proves that a settled bot runs the wanted document, and that no part of it lacks its secret.
 *
 * @returns the live document
 * @throws MolthubError `verify-failed`, `secret-missing`
 */
export function verify({ live, degraded }: Settled, { bot, wanted, unmanaged }: ConfigChange): ConfigDocument {
  const document = live.document;
  if (document === undefined) throw new MolthubError("verify-failed", `bot ${bot}: the gateway calls its config file invalid or absent after the write. Run "pulumi up --refresh".`);
  const differing = diffDocuments(withoutUnmanaged(revealAs(document, wanted), unmanaged), withoutUnmanaged(wanted, unmanaged));
  if (differing.length > 0) {
    const paths = differing.map(({ path }) => formatPath(path)).join(", ");
    throw new MolthubError("verify-failed", `bot ${bot}: after the write the bot still differs at ${paths}. Somebody else may be changing it; run "pulumi up --refresh".`);
  }
  // The Gateway takes such a document, and runs without the part that needs the secret (openclaw 2026.9.6).
  if (degraded.length > 0) {
    const owners = degraded.map(({ ownerId, paths, reason }) => `${ownerId} (${paths.join(", ")}): ${reason}`).join("; ");
    throw new MolthubError("secret-missing", `bot ${bot}: runs its document, but without ${owners}. Give the bot what the document refers to, in \`env:\`, and run "pulumi up" again.`);
  }
  return document;
}
