import type { ArrayKey } from "./append";
import type { Layer } from "./layer";
import { managedKeysOf, refuseManagedKeys } from "./managed";
import { mergeStep, mergeSteps, type MergeStep } from "./merge";
import type { OpenDocument } from "./openDocument";
import { selects, type SelectableBot } from "./selector";
import { sortKeys } from "./sortKeys";
import { storedAs } from "./stored";

/** What rendering needs to know of a bot. */
export interface RenderedBot extends SelectableBot {
  /** By which key the items of an array are told apart, as the schema of the bot's release has it. */
  readonly arrayKey: ArrayKey;
  /** True for a bot that Molthub hosts. One that something else runs gets no managed keys, and its layers may set them. */
  readonly managed: boolean;
}

/**
 * Renders the document that a bot should run: the layers that select it in order, later wins, then the managed keys, then what
 * the Gateway itself writes down where a document leaves it open. A pure function: the
 * same layers give the same document on every machine, to the byte.
 *
 * @throws MolthubError `invalid-layer`, `invalid-path`, `locked-path` or `managed-key`, naming the layer, the path and the remedy
 */
export function render(layers: readonly Layer[], bot: RenderedBot): OpenDocument {
  return sortKeys(storedAs(renderSteps(layers, bot).at(-1)?.document ?? {}, bot.release));
}

/** Every step of {@link render}: one for each layer that applies to the bot, and one for the managed keys. */
export function renderSteps(layers: readonly Layer[], bot: RenderedBot): MergeStep[] {
  const applied = layers.filter((layer) => selects(layer, bot));
  if (bot.managed) applied.forEach(refuseManagedKeys);
  const steps = mergeSteps(applied, bot.arrayKey);
  if (!bot.managed) return steps;
  // No lock is in their way: where a layer may lock, it may not set.
  const managed = { name: "managed keys", config: managedKeysOf(bot.release.package) };
  return [...steps, mergeStep(steps.at(-1)?.document ?? {}, managed, bot.arrayKey)];
}
