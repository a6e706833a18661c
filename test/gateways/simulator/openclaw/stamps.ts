import { isPlainObject, valueAt, type ConfigDocument, type Path } from "../../../../sdk/config";
import { applyPatch } from "../patch";

const stamps = { meta: { migrations: { modelPolicyAllowlist: true, utilityModelSeparation: true }, lastTouchedVersion: "2026.9.6" } };

// Written once, into a file that was not there (openclaw 2026.9.6).
const firstWords = Object.fromEntries(["anthropic", "codex"].map((plugin) => [plugin, { config: { sessionCatalog: { enabled: false } } }]));

/** True for what a gateway wrote into its file itself: no change of it takes a restart. */
export function isOwnWord(path: Path): boolean {
  return valueAt({ plugins: { entries: firstWords } }, path) !== undefined;
}

/** What openclaw 2026.9.6 makes of a document before it writes it. */
export function stamped(document: ConfigDocument, isNew: boolean): ConfigDocument {
  const { meta, ...rest } = isNew ? applyPatch({ plugins: { entries: firstWords } }, document) : document;
  return applyPatch({ ...rest, meta: isPlainObject(meta) ? (meta as ConfigDocument) : {} }, stamps);
}
