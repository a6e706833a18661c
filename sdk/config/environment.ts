import { MolthubError } from "../errors";

/**
 * Refuses names of environment secrets that a bot cannot have: the Gateway expands `${NAME}` for upper-case names only (openclaw 2026.9.6),
 * and some names are Molthub's to set.
 *
 * @throws MolthubError `invalid-environment`, naming the bot
 */
export function requireValidEnvironment(names: readonly string[], bot: string): void {
  for (const name of names) {
    if (/^[A-Z_][A-Z0-9_]*$/.test(name) && !name.startsWith("OPENCLAW_") && !name.startsWith("MOLTHUB_")) continue;
    throw new MolthubError(
      "invalid-environment",
      `bot ${bot}: env: ${JSON.stringify(name)} cannot be set. Use upper-case letters, digits and underscores; names that start with OPENCLAW_ or MOLTHUB_ are set by Molthub.`,
    );
  }
}
