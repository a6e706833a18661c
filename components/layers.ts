import { isPlainObject, readLayer, type Layer } from "../sdk/config";
import { MolthubError } from "../sdk/errors";

/** A fragment of the Gateway's own configuration document (`openclaw.json`). A leaf may be an Output, also a secret one. */
export interface ConfigFragment {
  readonly [key: string]: unknown;
}

/** A layer of configuration: a file, or a document. */
export interface LayerArgs {
  /** Path of a `.json`, `.json5`, `.yaml` or `.yml` file, relative to the program's folder. */
  readonly file?: string;
  /** The document itself. */
  readonly config?: ConfigFragment;
}

/** What stands for a layer: the path of a file, the document itself, or the long form. */
export type LayerInput = string | LayerArgs | ConfigFragment;

/** The layer that was meant, read from its file where it is one. */
export function toLayer(name: string, input: LayerInput): Layer {
  if (isPlainObject(input) && "file" in input && "config" in input) {
    throw new MolthubError("invalid-layer", `${name}: both \`file\` and \`config\` are set. Give one of them, or two layers.`);
  }
  // A program runs in its own folder.
  if (typeof input === "string") return readLayer(name, input, process.cwd());
  if (isPlainObject(input) && typeof input["file"] === "string") return readLayer(name, input["file"], process.cwd());
  if (isPlainObject(input) && "config" in input) return { name, config: input["config"] };
  return { name, config: input };
}
