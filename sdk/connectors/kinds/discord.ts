import type { SecretReference } from "../../secrets";
import type { ConnectorKind } from "../definition";
import { channelPlugin } from "./channelPlugin";

/** Credentials of a Discord bot. */
export interface DiscordCredentials {
  readonly token: SecretReference;
}

export function discord({ token }: DiscordCredentials): ConnectorKind {
  return {
    kind: "discord",
    shared: false,
    credentials: [token],
    hosts: ["discord.com", "gateway.discord.gg", "cdn.discordapp.com"],
    contributionTo: (release) => ({ config: { channels: { discord: { token } } }, ...channelPlugin("discord", release) }),
  };
}
