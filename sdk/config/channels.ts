import { isPlainObject } from "./document";
import type { OpenDocument } from "./openDocument";

// Settings for all channels stand beside the channels (openclaw 2026.9.6).
const notChannels = new Set(["defaults", "modelByChannel"]);

/** The channels that a document has and does not switch off. */
export function channelsOf({ channels }: OpenDocument): string[] {
  if (!isPlainObject(channels)) return [];
  return Object.entries(channels).flatMap(([channel, settings]) => (notChannels.has(channel) || !isPlainObject(settings) || settings["enabled"] === false ? [] : [channel]));
}
