import type { ConfigEvidence } from "./configEvidence";

/** Paths of the agents of a document: members of `agents.entries` (openclaw 2026.9.6), items of `agents.list` (clawdbot 2026.1.24-3). */
export function agentsOf(config: ConfigEvidence): string[][] {
  return [...config.members("agents", "entries"), ...config.members("agents", "list")];
}

/** Paths of the channels that a document configures, and of the accounts in them. */
export function channelPlaces(config: ConfigEvidence): string[][] {
  return config
    .members("channels")
    .filter(([, channel]) => channel !== "defaults" && channel !== "modelByChannel")
    .flatMap((channel) => [channel, ...config.members(...channel, "accounts")]);
}
