import type { Connect } from "../apply";
import { messageOf } from "../errors";
import { connectGateway, GatewayError } from "../gateway";
import type { BotConnection } from "./inputs";

/** @param when `patiently`: waits for a Gateway that is just starting */
export function connector({ endpoint, token, device }: BotConnection, scopes: readonly string[], when: "now" | "patiently" = "patiently"): Connect {
  return (deadline) => connectGateway({ endpoint, token, device, scopes, deadline, ...(when === "patiently" && { patience: "startup" as const }) });
}

/** An error of a connection as the error of a bot: it does not know the bot itself. */
export function ofBot(bot: string, error: unknown): unknown {
  if (!(error instanceof GatewayError)) return error;
  const remedy = error.code === "unauthorized" ? ". Of a bot that something else runs, give the gateway's own token: `target: { external: { address, token } }`." : "";
  return new GatewayError(error.code, `bot ${bot}: ${messageOf(error)}${remedy}`);
}
