import { differenceFrom, parsePath, type ConfigDocument } from "../config";
import { MolthubError } from "../errors";
import type { DegradedSecretOwner } from "../gateway";
import { listed } from "./listed";
import type { Settled } from "./settle";

/**
 * Proves that a settled bot runs a document.
 *
 * @returns the live document
 * @throws MolthubError `verify-failed`
 */
export function verify({ live }: Settled, bot: string, wanted: ConfigDocument, unmanaged: readonly string[]): ConfigDocument {
  const document = live.document;
  if (document === undefined) throw new MolthubError("verify-failed", `bot ${bot}: the gateway calls its config file invalid or absent after the write.`);
  const differing = differenceFrom(document, wanted, unmanaged);
  if (differing.length === 0) return document;
  throw new MolthubError("verify-failed", `bot ${bot}: after the write the bot still differs at ${listed(differing)}. Somebody else may be changing it; run "pulumi up --refresh".`);
}

/** Parts of a bot that cannot get their secret. A Gateway takes such a document, and runs without them (openclaw 2026.9.6). */
export interface Degraded {
  /** What they are, in words; undefined when the bot is all there. */
  readonly what: string | undefined;
  /** True when one of them lacks a secret at a path that was written just now. */
  readonly isOurs: boolean;
}

/** @param changed the paths that were written, as people read them */
export function degradedBy(owners: readonly DegradedSecretOwner[], changed: readonly string[]): Degraded {
  if (owners.length === 0) return { what: undefined, isOurs: false };
  const what = owners.map(({ ownerId, paths, reason }) => `${ownerId} (${paths.join(", ")}): ${reason}`).join("; ");
  // A Gateway writes paths with dots only, whatever the keys are.
  const written = changed.map((path) => parsePath(path, "changed").join("."));
  const isOurs = owners.some(({ paths }) => paths.some((path) => written.some((other) => `${path}.`.startsWith(`${other}.`) || other.startsWith(`${path}.`))));
  return { what, isOurs };
}
