import { readFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import JSON5 from "json5";
import { messageOf, MolthubError } from "../errors";
import type { Layer } from "./layer";
import { parseYaml } from "./yaml";

/**
 * Reads a layer from a file: `.json`, `.json5`, `.yaml` or `.yml`. Synchronous, because the shape of a fleet is decided while the
 * program runs.
 *
 * @param file path of the file, relative to `directory`
 * @throws MolthubError `unreadable-layer`, naming layer, file and reason; it never quotes the file, for a secret may stand there
 */
export function readLayer(name: string, file: string, directory: string): Layer {
  const path = resolve(directory, file);
  const layer = `${name} (${file})`;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new MolthubError("unreadable-layer", `${layer}: cannot read ${path}: ${messageOf(error)}. Paths are relative to ${directory}.`);
  }
  try {
    return { name: layer, config: parse(text, extname(path)) };
  } catch (error) {
    throw new MolthubError("unreadable-layer", `${layer}: ${messageOf(error)}`);
  }
}

function parse(text: string, extension: string): unknown {
  const config = parserOf(extension)(text);
  if (config === null) throw new Error("the file holds nothing; write {} for a layer that sets nothing");
  return config;
}

function parserOf(extension: string): (text: string) => unknown {
  switch (extension) {
    case ".json":
    case ".json5":
      // An empty file is no JSON5. Of others, its errors quote one character at most.
      return (text) => (text.trim() === "" ? null : (JSON5.parse(text) as unknown));
    case ".yaml":
    case ".yml":
      return parseYaml;
    default:
      throw new Error(`unknown file type ${JSON.stringify(extension)}; use .json, .json5, .yaml or .yml`);
  }
}
