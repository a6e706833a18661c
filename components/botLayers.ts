import type { Layer } from "../sdk/config";
import { toLayer, type LayerInput } from "./layers";

/** The layers that a bot shares with others: those below its own overlay. */
export interface SharedLayerArgs {
  readonly template?: LayerInput | readonly LayerInput[];
  readonly profiles?: readonly LayerInput[];
  readonly overlays?: readonly LayerInput[];
}

/** The layers of a bot in the order in which they are merged; its connectors' are between the two. */
export interface BotLayers {
  readonly below: readonly Layer[];
  readonly above: readonly Layer[];
}

/** Layers in the order in which they are merged, each read once. */
export function sharedLayers({ template, profiles = [], overlays = [] }: SharedLayerArgs): BotLayers {
  return { below: [...oneOrMore("template", template), ...layersOf("profiles", profiles)], above: layersOf("overlays", overlays) };
}

/** The same with a bot's own layers over them, if it has any. */
export function withOwnLayers({ below, above }: BotLayers, overlay: LayerInput | readonly LayerInput[] | undefined): BotLayers {
  return { below, above: [...above, ...oneOrMore("overlay", overlay)] };
}

function layersOf(place: string, inputs: readonly LayerInput[]): Layer[] {
  return inputs.map((input, at) => toLayer(`${place}[${String(at)}]`, input));
}

function oneOrMore(place: string, input: LayerInput | readonly LayerInput[] | undefined): Layer[] {
  if (input === undefined) return [];
  return isList(input) ? layersOf(place, input) : [toLayer(place, input)];
}

// Array.isArray does not know of readonly arrays.
function isList(input: LayerInput | readonly LayerInput[]): input is readonly LayerInput[] {
  return Array.isArray(input);
}
