import type { ConfigValue } from "../../sdk/config";

/** True for a path in the bot's own state directory, written so that it is there on every target. */
export function isInsideInstance(value: ConfigValue | undefined): boolean {
  return typeof value === "string" && /^\$\{(OPENCLAW|CLAWDBOT)_STATE_DIR\}(\/|$)/.test(value) && !value.split("/").includes("..");
}
