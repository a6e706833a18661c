import { unstamped } from "./live";
import { managedKeys, refuseManagedKeys } from "./managed";
import { mergeLayers, type Layer, type OpenDocument } from "./merge";

/**
 * Renders the document that a bot should run: its layers in order, later wins, then the managed keys. A pure function: the same
 * layers give the same document on every machine.
 *
 * @throws MolthubError `invalid-layer` or `managed-key`, naming the layer, the path and the remedy
 */
export function render(layers: readonly Layer[]): OpenDocument {
  layers.forEach(refuseManagedKeys);
  return unstamped(mergeLayers([...layers, { name: "managed keys", config: managedKeys }]));
}
