import type { LayerSelector } from "../../config";
import { messageOf, MolthubError } from "../../errors";
import { stackFreezes, type StackFreeze } from "../../freeze";
import type { StackConfig } from "../stackConfig";

export const freezeKey = "molthub:freeze";
export const breakGlassKey = "molthub:breakGlass";

/**
 * The freezes of a stack's settings.
 *
 * @throws MolthubError `invalid-freeze`: what cannot be read is not written over
 */
export function freezesOf(config: StackConfig): StackFreeze[] {
  const where = `stack config ${freezeKey}`;
  const text = config.get(freezeKey);
  if (text === undefined) return [];
  try {
    return stackFreezes(where, JSON.parse(text));
  } catch (error) {
    if (error instanceof MolthubError) throw error;
    throw new MolthubError("invalid-freeze", `${where}: is not JSON (${messageOf(error)}). Correct it, or take it out: pulumi config rm ${freezeKey}.`);
  }
}

export async function keepFreezes(config: StackConfig, freezes: readonly StackFreeze[]): Promise<void> {
  await (freezes.length === 0 ? config.remove(freezeKey) : config.set(freezeKey, JSON.stringify(freezes)));
}

/**
 * The selector that `--select key=value` stands for.
 *
 * @throws MolthubError `invalid-select`
 */
export function selectorOf(labels: readonly string[] | undefined): { select?: LayerSelector } {
  if (labels === undefined) return {};
  const pairs = labels.map((text) => {
    const at = text.indexOf("=");
    if (at < 1) throw new MolthubError("invalid-select", `--select ${text}: must be a label with its value, as in region=eu`);
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return { select: { matchLabels: Object.fromEntries(pairs) } };
}
