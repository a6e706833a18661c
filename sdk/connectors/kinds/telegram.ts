import type { SecretReference } from "../../secrets";
import type { ConnectorKind } from "../definition";

/** Credentials of a Telegram bot. */
export interface TelegramCredentials {
  /** Token of BotFather. */
  readonly botToken: SecretReference;
}

export function telegram({ botToken }: TelegramCredentials): ConnectorKind {
  return {
    kind: "telegram",
    shared: false,
    credentials: [botToken],
    hosts: ["api.telegram.org"],
    contributionTo: () => ({ config: { channels: { telegram: { botToken } } } }),
  };
}
