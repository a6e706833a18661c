import type { AppliedDocument, ConfigDocument } from "../../sdk/config";

export const openclaw = { package: "openclaw", version: "2026.9.6" };
export const clawdbot = { package: "clawdbot", version: "2026.1.24-3" };

/** A document as it was applied to a bot of which nothing else is special. */
export function appliedDocument(document: ConfigDocument, more: Partial<AppliedDocument> = {}): AppliedDocument {
  return { document, secretPaths: [], unmanaged: [], release: openclaw, secrets: [], key: "key", ...more };
}
