import * as pulumi from "@pulumi/pulumi";
import { ConfigSchema, formatPath, holdsClearSecret, isOpaque, isPlainObject, isSecretRef, toPointer, type GatewayRelease, type OpenDocument, type Path, type PlacedDocument } from "../sdk/config";
import { MolthubError } from "../sdk/errors";
import { shown } from "./userError";

/** A document whose Outputs stay leaves, and which of them are secret. */
export interface OpenLeaves {
  readonly document: OpenDocument;
  /** JSON Pointers of the secret leaves. */
  readonly secretPaths: pulumi.Input<string[]>;
}

/**
 * Prepares the Outputs of a rendered document. Each stays a leaf of its own, so that a secret or a value not yet known hides itself
 * only; one that turns out to be no leaf at all is an error. A secret that a layer has in clear is made one here: previews and state
 * show it as little as any other. An array with such a secret in it is hidden as a whole.
 *
 * @param secrets those that the bot keeps in its store, and those that stand in the document
 */
export function openLeaves(document: OpenDocument, bot: string, release: GatewayRelease, { store = [], literal = [] }: Partial<Pick<PlacedDocument, "store" | "literal">> = {}): OpenLeaves {
  const schema = ConfigSchema.of(release);
  const outputs: { pointer: string; output: pulumi.Output<unknown> }[] = [];
  const literals = new Set(literal.map(({ path }) => toPointer(path)));
  const visit = (given: unknown, path: Path): unknown => {
    // An Output that the program calls a secret need not be one to Pulumi.
    const value = literals.has(toPointer(path)) ? pulumi.secret(given) : given;
    if (!isPlainObject(value) && holdsClearSecret(value, path, schema)) return visit(pulumi.secret(value), path);
    if (isSecretRef(value)) return value;
    if (isPlainObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, [...path, key])]));
    if (!isOpaque(value)) return value;
    const output: pulumi.Output<unknown> = pulumi.output(value as pulumi.Input<string>).apply((resolved: unknown) => shown(() => requireLeaf(resolved, path, bot)));
    outputs.push({ pointer: toPointer(path), output });
    return output;
  };
  const opened = visit(document, []) as OpenDocument;
  // A Gateway does not show which entry of its store is meant.
  const entries = store.map(({ path }) => toPointer([...path, "id"]));
  return { document: opened, secretPaths: outputs.length === 0 ? entries : pulumi.output(secretOnes(outputs)).apply((pointers) => [...pointers, ...entries]) };
}

async function secretOnes(outputs: readonly { pointer: string; output: pulumi.Output<unknown> }[]): Promise<string[]> {
  const marks = await Promise.all(outputs.map(async ({ pointer, output }) => ((await pulumi.isSecret(output)) ? [pointer] : [])));
  return marks.flat();
}

function requireLeaf(value: unknown, path: Path, bot: string): unknown {
  if (value !== null && value !== undefined && !isPlainObject(value)) return value;
  const what = value === null || value === undefined ? "nothing" : "an object";
  throw new MolthubError("invalid-layer", `bot ${bot}: ${formatPath(path)}: an Output turned out to be ${what}; an Output may stand for a single value only`);
}
