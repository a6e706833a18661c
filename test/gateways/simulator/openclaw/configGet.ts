import type { ConfigDocument, ConfigSchema } from "../../../../sdk/config";
import type { GatewayIssue } from "../../../../sdk/gateway";
import type { FileContent } from "../configFile";
import type { GatewayProcess } from "../gatewayProcess";
import { issuesOfFile } from "../issues";
import { redact } from "../redaction";

/** What openclaw 2026.9.6 makes of what stands in its config file. */
export function read(content: FileContent, schema: ConfigSchema): { readonly issues: readonly GatewayIssue[]; readonly document: ConfigDocument } {
  if (content.kind === "broken") return { issues: [{ path: "", message: content.problem }], document: {} };
  return content.kind === "absent" ? { issues: [], document: {} } : { issues: issuesOfFile(content.document, schema), document: content.document };
}

/** Answer of `config.get`, openclaw 2026.9.6: of the file as it was when the gateway looked the last time. */
export function configGet(process: GatewayProcess): Readonly<Record<string, unknown>> {
  const { issues, document } = read(process.seen, process.schema);
  const valid = issues.length === 0;
  return {
    path: process.settings.configPath,
    exists: process.seen.kind !== "absent",
    valid,
    issues,
    warnings: [],
    legacyIssues: [],
    raw: null,
    parsed: valid ? redact(document, process.schema) : null,
    hash: fileHash(process, process.seen),
    configRevisionHash: valid ? revisionHash(process, document) : null,
    appliedConfigHash: revisionHash(process, process.claimed ?? process.running),
  };
}

/** The hash that a write is based on. */
export function fileHash(process: GatewayProcess, content: FileContent): string {
  return process.hash("file", content.kind === "absent" ? "" : content.text);
}

/** Names what a document says, whatever its text. */
export function revisionHash(process: GatewayProcess, document: ConfigDocument): string {
  return process.hash("revision", document);
}
