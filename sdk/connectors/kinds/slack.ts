import { MolthubError } from "../../errors";
import type { SecretReference } from "../../secrets";
import type { ConnectorKind } from "../definition";
import { channelPlugin } from "./channelPlugin";

/** Credentials of a Slack app. */
export interface SlackCredentials {
  /** Bot user token, `xoxb-…`. */
  readonly botToken: SecretReference;
  /** App-level token, `xapp-…`: the bot listens over a socket of its own. */
  readonly appToken?: SecretReference;
  /** The app's signing secret: Slack calls the bot's web hook. */
  readonly signingSecret?: SecretReference;
  /** OAuth scopes that the bot token needs. */
  readonly scopes?: readonly string[];
}

// What a bot needs to read where it is mentioned, and to answer.
const usualScopes = ["app_mentions:read", "channels:history", "chat:write", "im:history", "im:read", "im:write", "users:read"];

/** @throws MolthubError `invalid-connector` without a way to hear of messages */
export function slack({ botToken, appToken, signingSecret, scopes = usualScopes }: SlackCredentials, name: string): ConnectorKind {
  if (appToken === undefined && signingSecret === undefined) {
    throw new MolthubError("invalid-connector", `connector ${name}: slack: needs \`appToken\`, to listen over a socket, or \`signingSecret\`, to be called by Slack. Give one of them.`);
  }
  return {
    kind: "slack",
    shared: false,
    credentials: [botToken, appToken, signingSecret].filter((one) => one !== undefined),
    hosts: ["slack.com", "files.slack.com", ...(appToken === undefined ? [] : ["wss-primary.slack.com", "wss-backup.slack.com"])],
    scopes,
    contributionTo: (release) => ({
      config: { channels: { slack: { mode: appToken === undefined ? "http" : "socket", botToken, ...(appToken && { appToken }), ...(signingSecret && { signingSecret }) } } },
      ...channelPlugin("slack", release),
    }),
  };
}
