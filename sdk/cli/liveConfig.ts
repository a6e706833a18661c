import { readLive, type LiveConfig } from "../apply";
import { Deadline } from "../deadline";
import { dialectOf, withClient } from "../gateway";
import type { StackBot } from "./stackBots";

const readWithinMs = 15_000;

/** What a bot says of its config, asked with no more than the scopes that reading takes. */
export function liveConfig({ bot, applied, connect }: StackBot): Promise<LiveConfig> {
  const deadline = Deadline.after(readWithinMs, `the config of bot ${bot}`);
  return withClient(() => connect(dialectOf(applied.release).readScopes, deadline), (client) => readLive(client, applied.release, deadline));
}
