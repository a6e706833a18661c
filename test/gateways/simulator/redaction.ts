import { isPlainObject, redactionMarker, type ConfigDocument, type ConfigSchema, type ConfigValue, type Path } from "../../../sdk/config";

// Of the values of `env.vars`, a gateway hides those with such names (openclaw 2026.9.6).
const secretName = /token|password|secret|api[-_]?key/i;

/** A document as openclaw 2026.9.6 shows it: no secrets, and no ids of references to secrets. */
export function redact(document: ConfigDocument, schema: ConfigSchema): ConfigDocument {
  const visit = (value: ConfigValue, path: Path): ConfigValue => {
    if (typeof value === "string") return isHidden(path, schema) && !isPlaceholder(value) ? redactionMarker : value;
    if (Array.isArray(value)) return value.map((item, at) => visit(item, [...path, String(at)]));
    if (!isPlainObject(value)) return value;
    if (isReference(value)) return { ...value, id: isPlaceholder(value["id"]) ? value["id"] : redactionMarker } as ConfigDocument;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, [...path, key])]));
  };
  return visit(document, []) as ConfigDocument;
}

/** What a write means that carries the marker: the values that are stored. `refusal` where none is. */
export function restore(sent: ConfigDocument, stored: ConfigDocument, schema: ConfigSchema): { readonly document: ConfigDocument } | { readonly refusal: string } {
  let refusal: string | undefined;
  const visit = (value: ConfigValue, old: ConfigValue | undefined, path: Path): ConfigValue => {
    if (value === redactionMarker) {
      if (old !== undefined && (isHidden(path, schema) || path.at(-1) === "id")) return old;
      refusal ??= isHidden(path, schema) ? `Sentinel value "${redactionMarker}" in key ${path.join(".")} is not valid as real data` : `Reserved redaction sentinel "${redactionMarker}" is not valid config data (${path.join(".")}).`;
      return value;
    }
    if (Array.isArray(value)) return value.map((item, at) => visit(item, Array.isArray(old) ? counterpart(item, at, old) : undefined, [...path, String(at)]));
    if (!isPlainObject(value)) return value;
    const stored = isPlainObject(old) ? old : {};
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, stored[key], [...path, key])]));
  };
  const document = visit(sent, stored, []) as ConfigDocument;
  return refusal === undefined ? { document } : { refusal };
}

/** Items of arrays find what is stored by their `id`, the others by their place. */
function counterpart(item: ConfigValue, at: number, stored: readonly ConfigValue[]): ConfigValue | undefined {
  const id = isPlainObject(item) ? item["id"] : undefined;
  return stored.find((other) => id !== undefined && isPlainObject(other) && other["id"] === id) ?? stored[at];
}

function isHidden(path: Path, schema: ConfigSchema): boolean {
  if (path[0] === "env" && path[1] === "vars") return secretName.test(path[2] ?? "");
  if (path[0] === "secrets" && path[1] === "providers") return path.length > 2;
  return schema.isSensitive(path);
}

function isReference(value: Readonly<Record<string, unknown>>): boolean {
  return typeof value["source"] === "string" && typeof value["id"] === "string";
}

function isPlaceholder(value: unknown): boolean {
  return typeof value === "string" && (value.trim() === "" || /^\$\{[^}]*\}$/.test(value.trim()));
}
