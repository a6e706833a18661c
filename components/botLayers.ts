import type { Layer } from "../sdk/config";
import { toLayer, type LayerInput } from "./layers";

/** The layers that a bot shares with others: those below its own overlay. */
export interface SharedLayerArgs {
  readonly template?: LayerInput | readonly LayerInput[];
  readonly profiles?: readonly LayerInput[];
  readonly overlays?: readonly LayerInput[];
}

/** Layers in the order in which they are merged, each read once. */
export function sharedLayers({ template, profiles = [], overlays = [] }: SharedLayerArgs): Layer[] {
  return [
    ...(template === undefined ? [] : isList(template) ? layersOf("template", template) : [toLayer("template", template)]),
    ...layersOf("profiles", profiles),
    ...layersOf("overlays", overlays),
  ];
}

function layersOf(place: string, inputs: readonly LayerInput[]): Layer[] {
  return inputs.map((input, at) => toLayer(`${place}[${String(at)}]`, input));
}

// Array.isArray does not know of readonly arrays.
function isList(template: LayerInput | readonly LayerInput[]): template is readonly LayerInput[] {
  return Array.isArray(template);
}

/** The bot's own layer, if it has one. */
export function ownLayers(overlay: LayerInput | undefined): Layer[] {
  return overlay === undefined ? [] : [toLayer("overlay", overlay)];
}
