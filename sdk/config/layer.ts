import { MolthubError } from "../errors";
import { formatPath, type Path } from "./document";
import type { LayerSelector } from "./selector";

/** One layer of configuration: a fragment of the Gateway's own document, and the name that errors give it. */
export interface Layer {
  readonly name: string;
  /** Plain data; any class instance in it (a Pulumi Output, a Promise) is an opaque leaf. */
  readonly config: unknown;
  /** The bots that the layer is for. If unset, all. */
  readonly selector?: LayerSelector;
  /** Items to add to arrays, by path, once `config` is merged. */
  readonly append?: Readonly<Record<string, readonly unknown[]>>;
  /** Paths that no later layer may change; `*` stands for any one key. */
  readonly locked?: readonly string[];
}

/** An `invalid-layer` error at a path of a layer. */
export function invalidLayer(where: string, path: Path, what: string): MolthubError {
  return new MolthubError("invalid-layer", `${where}: ${path.length === 0 ? "" : `${formatPath(path)}: `}${what}`);
}
