import { isPlainObject, type ConfigDocument, type ConfigValue, type Path } from "../../../sdk/config";

export type Environment = Readonly<Record<string, string>>;

/** A `${NAME}` in a document whose name the environment does not have, or has empty. */
export interface MissingVariable {
  readonly name: string;
  readonly path: Path;
}

// `$${NAME}` stands for the text itself.
const placeholder = /\$(\$?)\{([A-Z_][A-Z0-9_]*)\}/g;

/** A document with every `${NAME}` replaced, as far as the environment has it, and what it does not have. */
export function expand(document: ConfigDocument, env: Environment): { readonly document: ConfigDocument; readonly missing: readonly MissingVariable[] } {
  const missing: MissingVariable[] = [];
  const visit = (value: ConfigValue, path: Path): ConfigValue => {
    if (typeof value === "string") {
      return value.replaceAll(placeholder, (text, escaped: string, name: string) => {
        if (escaped !== "") return text.slice(1);
        if ((env[name] ?? "") === "") missing.push({ name, path });
        return (env[name] ?? "") === "" ? text : (env[name] as string);
      });
    }
    if (Array.isArray(value)) return value.map((item, at) => visit(item, [...path, String(at)]));
    if (isPlainObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, [...path, key])]));
    return value;
  };
  return { document: visit(document, []) as ConfigDocument, missing };
}
