import { managedKeysOf } from "../config";

/**
 * The text of the config file that a new bot starts with: the managed keys and nothing else. The document itself comes by transaction
 * once the bot runs, so that it is validated by the bot like every later change.
 */
export function seedText(): string {
  return `${JSON.stringify(managedKeysOf("openclaw"), null, 2)}\n`;
}
