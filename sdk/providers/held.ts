import { isPlainObject, mapScalars, redactionMarker, toPointer, type ConfigDocument } from "../config";
import { pick, withoutProperties } from "./equal";
import type { Properties } from "./handler";

/** True for a resource that keeps what it has until somebody promotes a rollout; a new one has nothing to keep. */
export function isHeld(olds: Properties, news: Properties): boolean {
  return news["held"] === true && olds["bot"] !== undefined;
}

/**
 * The inputs of a resource that keeps what it has. The engine knows by the program what is secret in them: a secret that the program no longer
 * has would come into the state in clear, and is left out.
 */
export function heldInputs(olds: Properties, news: Properties): Properties {
  const { document, secretPaths, secretValues } = olds;
  const known = new Set((news["secretPaths"] as readonly string[] | undefined) ?? []);
  const gone = new Set(((secretPaths as readonly string[] | undefined) ?? []).filter((pointer) => !known.has(pointer)));
  const shown = document === undefined || gone.size === 0 ? document : mapScalars(document as ConfigDocument, (value, path) => (gone.has(toPointer(path)) ? redactionMarker : value));
  const values = isPlainObject(secretValues) && isPlainObject(news["secretValues"]) ? pick(secretValues, Object.keys(news["secretValues"])) : {};
  return { ...withoutProperties(olds, ["secretValues"]), ...(shown !== undefined && { document: shown }), ...(Object.keys(values).length > 0 && { secretValues: values }), held: true };
}
