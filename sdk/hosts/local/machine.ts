import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { readIfThere } from "./privateFile";

/** A name for this machine that tells nothing about it: a hash of its machine id, or of its host name where it has none. */
export function machineId(): string {
  const id = readIfThere("/etc/machine-id")?.trim();
  return createHash("sha256").update(`molthub:${id === undefined || id === "" ? hostname() : id}`).digest("hex").slice(0, 16);
}
