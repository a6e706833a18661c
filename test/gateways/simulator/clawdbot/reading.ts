import { createHash } from "node:crypto";
import type { ConfigDocument } from "../../../../sdk/config";
import type { GatewayIssue } from "../../../../sdk/gateway";
import type { GatewayProcess } from "../gatewayProcess";
import { issuesOfFile } from "../issues";
import { expand, type Environment } from "../placeholders";
import { effective } from "./defaults";

/** What clawdbot 2026.1.24-3 makes of its config file. */
export interface Reading {
  readonly exists: boolean;
  readonly issues: readonly GatewayIssue[];
  /** The file's document; `{}` when it is no JSON5. */
  readonly parsed: ConfigDocument;
  /** The document with its placeholders replaced and defaults added, where it is valid. */
  readonly config: ConfigDocument;
}

/** A document as it is run: with the values of its placeholders, and with defaults. */
export function resolved(document: ConfigDocument, { settings }: GatewayProcess): ConfigDocument {
  return effective(expand(document, environment(settings)).document);
}

export function read({ file, settings, schema }: GatewayProcess): Reading {
  const { content } = file;
  if (content.kind === "absent") return { exists: false, issues: [], parsed: {}, config: effective({ agents: { defaults: { compaction: { mode: "safeguard" } } } }) };
  if (content.kind === "broken") return { exists: true, issues: [{ path: "", message: content.problem }], parsed: {}, config: {} };
  const parsed = content.document;
  const { document, missing } = expand(parsed, environment(settings));
  const [first] = missing;
  // One variable that is not there makes all of the file invalid.
  const issues = first === undefined ? issuesOfFile(document, schema) : [{ path: "", message: `Missing env var "${first.name}" referenced at config path: ${first.path.join(".")}` }];
  return { exists: true, issues, parsed, config: issues.length === 0 ? effective(document) : document };
}

/** The hash that a write is based on. */
export function fileHash({ file }: GatewayProcess): string {
  return createHash("sha256").update(file.text ?? "").digest("hex");
}

/** Answer of `config.get`, clawdbot 2026.1.24-3: nothing is hidden. */
export function configGet(process: GatewayProcess): Readonly<Record<string, unknown>> {
  const { exists, issues, parsed, config } = read(process);
  return { path: process.settings.configPath, exists, raw: process.file.text ?? null, parsed, valid: issues.length === 0, config, hash: fileHash(process), issues, warnings: [], legacyIssues: [] };
}

function environment({ env, stateDir, configPath, token }: GatewayProcess["settings"]): Environment {
  return { HOME: "/srv/bot/home", ...env, CLAWDBOT_STATE_DIR: stateDir, CLAWDBOT_CONFIG_PATH: configPath, CLAWDBOT_GATEWAY_TOKEN: token };
}
