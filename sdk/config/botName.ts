import { MolthubError } from "../errors";

/**
 * Refuses what no bot can be called.
 *
 * @throws MolthubError `invalid-name`
 */
export function requireValidBotName(bot: string): void {
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(bot)) return;
  throw new MolthubError("invalid-name", `bot ${bot}: a bot's name is 1 to 63 lower-case letters, digits and hyphens, and begins and ends with a letter or digit.`);
}
