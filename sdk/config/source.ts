import { readFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import JSON5 from "json5";
import YAML from "yaml";
import { messageOf, MolthubError } from "../errors";
import type { Layer } from "./merge";

/**
 * Reads a layer from a file: `.json`, `.json5`, `.yaml` or `.yml`. Synchronous, because the shape of a fleet is decided while the
 * program runs.
 *
 * @param file path of the file, relative to `directory`
 * @throws MolthubError `unreadable-layer`, naming layer, file and reason
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

// The pretty errors of yaml quote the lines around a mistake, and a secret may stand there.
function parseYaml(text: string): unknown {
  const lines = new YAML.LineCounter();
  const document = YAML.parseDocument(text, { prettyErrors: false, lineCounter: lines });
  const [error] = document.errors;
  if (error === undefined) return document.toJS();
  const { line, col } = lines.linePos(error.pos[0]);
  throw new Error(`YAML error at line ${String(line)}, column ${String(col)} (${error.code})`);
}

function parse(text: string, extension: string): unknown {
  switch (extension) {
    case ".json":
    case ".json5":
      return JSON5.parse(text);
    case ".yaml":
    case ".yml":
      return parseYaml(text);
    default:
      throw new Error(`unknown file type ${JSON.stringify(extension)}; use .json, .json5, .yaml or .yml`);
  }
}
