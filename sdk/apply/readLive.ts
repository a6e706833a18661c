import { unstamped, type ConfigDocument } from "../config";
import type { Deadline } from "../deadline";
import type { GatewayClient } from "../gateway";

/** The config file of a live Gateway, as far as it lets itself be read. */
export interface LiveConfig {
  /** The document without the Gateway's own stamps; undefined when the file is absent or invalid. */
  readonly document: ConfigDocument | undefined;
  /** Proves to the Gateway that a write is based on this very file; undefined when there is none. */
  readonly baseHash: string | undefined;
  /** True when the running process has taken the file into use. */
  readonly applied: boolean;
}

/** Reads the live config (`config.get`, openclaw 2026.9.6; scope `operator.read`). */
export async function readLive(client: GatewayClient, deadline: Deadline): Promise<LiveConfig> {
  const answer = await client.call("config.get", {}, deadline);
  return {
    document: answer.exists && answer.valid ? unstamped(answer.parsed as ConfigDocument) : undefined,
    baseHash: answer.exists ? answer.hash : undefined,
    applied: answer.configRevisionHash !== null && answer.configRevisionHash === answer.appliedConfigHash,
  };
}
