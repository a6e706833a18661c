import { isPlainObject, type ConfigDocument } from "../../../../sdk/config";
import type { ErrorShape } from "../../../../sdk/gateway/errors";
import { parseJson5 } from "../configFile";
import type { Call } from "../line";
import { restore } from "../redaction";
import { fileHash, read } from "./configGet";
import { commit, invalidConfig } from "./write";

/** `config.apply` and `config.set`, openclaw 2026.9.6. */
export function apply(call: Call): void {
  const { process, params } = call;
  const wrongHash = params["baseHash"] === undefined && process.file.content.kind !== "absent" ? invalid("config base hash required; re-run config.get and retry") : checkBase(call);
  if (wrongHash !== undefined) return call.refuse(wrongHash);
  const parsed = parseJson5(String(params["raw"]));
  if ("problem" in parsed) return call.refuse(invalid(parsed.problem));
  if (Array.isArray(parsed.value)) return call.refuse(invalidConfig([{ path: "", message: "Invalid input: expected object, received array" }]));
  if (!isPlainObject(parsed.value)) return call.refuse(invalid("invalid config"));
  const { issues, document } = read(process.file.content, process.schema);
  const before = issues.length === 0 ? document : undefined;
  const restored = restore(parsed.value as ConfigDocument, before ?? {}, process.schema);
  if ("refusal" in restored) return call.refuse(invalid(restored.refusal));
  commit(call, { document: restored.document, before });
}

/** What is wrong with the hash of a write, where it has one. It comes before everything else. */
export function checkBase({ process, params }: Call): ErrorShape | undefined {
  const { baseHash } = params;
  const { content } = process.file;
  if (content.kind === "absent" || baseHash === undefined || baseHash === fileHash(process, content)) return undefined;
  process.seen = content;
  return invalid("config changed since last load; re-run config.get and retry");
}

export function invalid(message: string): ErrorShape {
  return { code: "INVALID_REQUEST", message };
}
