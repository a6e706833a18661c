import JSON5 from "json5";
import { isPlainObject, unstamped, type ConfigDocument } from "../../../sdk/config";

/** What stands in a config file. */
export type FileContent =
  | { readonly kind: "absent" }
  /** No JSON5, or no object; `problem` in the words of the parser. */
  | { readonly kind: "broken"; readonly text: string; readonly problem: string }
  | { readonly kind: "document"; readonly text: string; readonly document: ConfigDocument };

/** A config file that is a variable. */
export class ConfigFile {
  /** Every document that ever stood in it, in order, without the stamps of a gateway. */
  readonly persisted: ConfigDocument[] = [];
  /** What stood in it before a gateway wrote it the last time. */
  backup: FileContent = { kind: "absent" };
  private now: FileContent = { kind: "absent" };

  get content(): FileContent {
    return this.now;
  }

  get text(): string | undefined {
    return this.now.kind === "absent" ? undefined : this.now.text;
  }

  /** What stands in the file, where that is a document. */
  get document(): ConfigDocument | undefined {
    return this.now.kind === "document" ? this.now.document : undefined;
  }

  /** The gateway itself writes. */
  replace(text: string): void {
    this.backup = this.now;
    this.write(text);
  }

  /** Puts a text into the file; undefined deletes it. */
  write(text: string | undefined): void {
    this.now = contentOf(text);
    if (this.now.kind === "document") this.persisted.push(unstamped(this.now.document));
  }
}

/** The text that both product lines write for a document. */
export function fileText(document: ConfigDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Reads JSON5 as gateways do, with the parser's complaint as they pass it on. */
export function parseJson5(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON5.parse<unknown>(text) };
  } catch (error) {
    return { problem: String(error) };
  }
}

function contentOf(text: string | undefined): FileContent {
  if (text === undefined) return { kind: "absent" };
  const parsed = parseJson5(text);
  if ("problem" in parsed) return { kind: "broken", text, problem: `JSON5 parse failed: ${parsed.problem}` };
  if (!isPlainObject(parsed.value)) return { kind: "broken", text, problem: "Invalid input: expected object" };
  return { kind: "document", text, document: parsed.value as ConfigDocument };
}
