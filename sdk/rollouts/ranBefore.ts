import { liveDigest, type KnownBase, type LiveConfig } from "../apply";
import { hiddenChange, patched, reveal, sealedValues } from "../config";
import type { TouchedBot } from "./touchedBot";

/**
 * True when a bot runs the document that it ran before a rollout: the rollout was taken back. Where the two differ in nothing but what a
 * Gateway hides, the bytes of its file tell.
 *
 * @param base of the document that the rollout gave it, and its digest
 */
export function ranBefore(live: LiveConfig, base: Omit<KnownBase, "digests"> & Pick<TouchedBot, "digest">, { patch, digest, secretPaths }: NonNullable<TouchedBot["back"]>): boolean {
  if (live.document === undefined) return false;
  const old = patched(reveal(live.document, base.sealed), patch);
  if (liveDigest(live.document, { ...base, secretPaths, sealed: sealedValues(old, live.document, secretPaths) }) !== digest) return false;
  return liveDigest(live.document, base) !== base.digest || hiddenChange(base.seen, live.read, base.key) === "changed";
}
