import type { Layer } from "../sdk/config";
import { toLayer, type LayerInput } from "./layers";

/** The layers that a bot shares with others: those below its own overlay. */
export interface SharedLayerArgs {
  readonly template?: LayerInput;
  readonly profiles?: readonly LayerInput[];
  readonly overlays?: readonly LayerInput[];
}

/** Layers in the order in which they are merged, each read once. */
export function sharedLayers({ template, profiles = [], overlays = [] }: SharedLayerArgs): Layer[] {
  return [
    ...(template === undefined ? [] : [toLayer("template", template)]),
    ...profiles.map((profile, at) => toLayer(`profiles[${String(at)}]`, profile)),
    ...overlays.map((overlay, at) => toLayer(`overlays[${String(at)}]`, overlay)),
  ];
}

/** The bot's own layer, if it has one. */
export function ownLayers(overlay: LayerInput | undefined): Layer[] {
  return overlay === undefined ? [] : [toLayer("overlay", overlay)];
}
