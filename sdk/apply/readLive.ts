import { holdsInclude, storedAs, unpadded, type ConfigDocument, type GatewayRelease, type ReadConfig } from "../config";
import type { Deadline } from "../deadline";
import { dialectOf, type GatewayClient, type GatewayIssue } from "../gateway";

/** The config file of a live Gateway, as far as it lets itself be read. */
export interface LiveConfig {
  /** The document without the Gateway's own stamps, as the Gateway would store it; undefined when the file is absent or invalid. */
  readonly document: ConfigDocument | undefined;
  /** Proves to the Gateway that a write is based on this very file; undefined when there is none. */
  readonly baseHash: string | undefined;
  /** True when the running process has taken the file into use. Of a Clawdbot that is all that is known: it restarts at every write. */
  readonly applied: boolean;
  /** What the Gateway has against the file. */
  readonly issues: readonly GatewayIssue[];
  /** Absolute path of the file on the Gateway's machine. */
  readonly path: string;
  /** The file as the Gateway shows it, stamps included. */
  readonly read: ReadConfig;
  /** Bytes that a transaction left in the file to come down in steps. */
  readonly padded: boolean;
  /** True when the document is composed of several files (`$include`). */
  readonly composed: boolean;
}

/** Reads the live config (`config.get`, openclaw 2026.9.6 and clawdbot 2026.1.24-3; scopes: {@link Dialect.readScopes}). */
export async function readLive(client: GatewayClient, release: GatewayRelease, deadline: Deadline): Promise<LiveConfig> {
  const answer = await client.call("config.get", {}, deadline);
  const file = (answer.parsed ?? {}) as ConfigDocument;
  const { configRevisionHash: revision, appliedConfigHash: inUse } = answer;
  return {
    document: answer.exists && answer.valid ? storedAs(file, release) : undefined,
    baseHash: answer.exists ? answer.hash : undefined,
    applied: dialectOf(release).alwaysRestarts ? answer.valid : typeof revision === "string" && revision === inUse,
    issues: answer.issues,
    path: answer.path,
    read: { parsed: file, hash: answer.hash, ...(revision !== undefined && { configRevisionHash: revision }) },
    padded: unpadded(file).padded,
    composed: holdsInclude(file),
  };
}
