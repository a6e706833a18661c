import { isPlainObject, readLayer, type Layer, type LayerSelector } from "../sdk/config";
import { MolthubError } from "../sdk/errors";

/** A fragment of the Gateway's own configuration document (`openclaw.json`). A leaf may be an Output, also a secret one. */
export interface ConfigFragment {
  readonly [key: string]: unknown;
}

/**
 * A layer of configuration in its long form: a file or a document, and what stands beside it. At least one of the keys.
 *
 * @example
 * { file: "layers/eu.json5", selector: { matchLabels: { region: "eu" } }, append: { "tools.deny": ["browser"] }, locked: ["tools.exec"] }
 */
export interface LayerArgs {
  /** What messages call the layer, beside its place. If unset, `file`. */
  readonly name?: string;
  /** Path of a `.json`, `.json5`, `.yaml` or `.yml` file, relative to the program's folder. */
  readonly file?: string;
  /** The document itself. If neither it nor `file` is set, empty. */
  readonly config?: ConfigFragment;
  /**
   * The bots that the layer is for. If unset, all.
   *
   * @example { matchLabels: { region: "eu" }, version: ">=2026.3 <2026.8" }
   */
  readonly selector?: LayerSelector;
  /**
   * Items to add to arrays, by path, once the document is merged; a layer's own arrays replace those below. An item that is there already
   * is not added again. Where the items have an `id` in the Gateway's schema, one with the same `id` is merged into the item that is
   * there. If unset, nothing.
   *
   * @example { "channels.slack.allowFrom": ["U024BE7LH"], 'models.providers["my.proxy"].models': [{ id: "small", name: "Small" }] }
   */
  readonly append?: Readonly<Record<string, readonly unknown[]>>;
  /**
   * Paths whose values no later layer may change, not by what is above or under them either; `*` stands for any one key. A path that is
   * absent stays absent. If unset, none.
   *
   * @example ["tools.exec", "channels.*.dmPolicy"]
   */
  readonly locked?: readonly string[];
}

/** What stands for a layer: the path of a file, the document itself, or the long form. */
export type LayerInput = string | LayerArgs | ConfigFragment;

// None of them is a key of the Gateway's document, at its root.
const longFormKeys: readonly string[] = ["name", "file", "config", "selector", "append", "locked"] satisfies (keyof LayerArgs)[];

/**
 * The layer that was meant, read from its file where it is one.
 *
 * @throws MolthubError `invalid-layer` or `unreadable-layer`, naming the layer
 */
export function toLayer(name: string, input: LayerInput): Layer {
  // A program runs in its own folder.
  if (typeof input === "string") return readLayer(name, input, process.cwd());
  if (!isLongForm(input)) return { name, config: input };
  const unknown = Object.keys(input).find((key) => !longFormKeys.includes(key));
  if (unknown !== undefined) {
    throw invalid(name, `${JSON.stringify(unknown)} is not a part of a layer. Use ${longFormKeys.map((key) => `\`${key}\``).join(", ")}; keys of the Gateway's document belong in \`config\`.`);
  }
  const { selector, append, locked } = input;
  const named = input.name === undefined ? {} : { name: `${name} (${input.name})` };
  return { ...sourceOf(name, input), ...named, ...(selector !== undefined && { selector }), ...(append !== undefined && { append }), ...(locked !== undefined && { locked }) };
}

function isLongForm(input: LayerArgs | ConfigFragment): input is LayerArgs {
  return isPlainObject(input) && longFormKeys.some((key) => key in input);
}

function sourceOf(name: string, input: LayerArgs): Layer {
  const { file, config } = input as { file?: unknown; config?: unknown };
  if (file !== undefined && config !== undefined) throw invalid(name, "both `file` and `config` are set. Give one of them, or two layers.");
  if (typeof file === "string") return readLayer(name, file, process.cwd());
  if (file !== undefined) throw invalid(name, "`file` must be the path of a file, as in \"layers/eu.json5\".");
  // A program that computes it and gets nothing has made a mistake.
  const missing = ["config", "file"].find((key) => key in input && config === undefined);
  if (missing !== undefined) throw invalid(name, `\`${missing}\` is undefined. Give it a value, or leave the key out.`);
  return { name, config: config ?? {} };
}

function invalid(name: string, what: string): MolthubError {
  return new MolthubError("invalid-layer", `${name}: ${what}`);
}
