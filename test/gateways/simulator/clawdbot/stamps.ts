import { isPlainObject, type ConfigDocument } from "../../../../sdk/config";

/** What clawdbot 2026.1.24-3 makes of a document when it writes it; another time, another text. */
export function stamped(document: ConfigDocument): ConfigDocument {
  const { meta, ...rest } = document;
  const stamps = { lastTouchedVersion: "2026.1.24-3", lastTouchedAt: new Date().toISOString() };
  return { ...rest, meta: { ...(isPlainObject(meta) ? (meta as ConfigDocument) : {}), ...stamps } };
}
