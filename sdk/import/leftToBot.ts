import { canBeInLayer, holdsClearSecret, holdsMarker, isPlainObject, isSecretRef, type ConfigDocument, type ConfigSchema, type ConfigValue, type Path } from "../config";
import { mayBeSecret } from "./mayBeSecret";

/** A value that stays with its bot: no layer has it, and the bot's `unmanaged` names its path. */
export interface LeftToBot {
  readonly path: Path;
  /** Ends the sentence "it stays with the bot, because it is ...". */
  readonly why: string;
}

/** A live document in two parts. */
export interface PartedDocument {
  /** What layers may hold. Objects from which everything was taken stay, empty: that there is a channel is no secret. */
  readonly document: ConfigDocument;
  readonly left: readonly LeftToBot[];
}

const cannotBeHeld = "a value that a layer cannot hold: null, a number that is not exact, or a key such as \"constructor\"";

/**
 * Parts a document into what may be written into files, and what stays with the bot: secrets, in whatever form, and what a layer cannot
 * express. Arrays are leaves: one that holds a secret stays as a whole.
 *
 * @param live without the Gateway's stamps
 */
export function partDocument(live: ConfigDocument, schema: ConfigSchema): PartedDocument {
  const left: LeftToBot[] = [];
  const visit = (document: ConfigDocument, at: Path): ConfigDocument =>
    Object.fromEntries(
      Object.entries(document).flatMap(([key, value]): [string, ConfigValue][] => {
        const path = [...at, key];
        const why = whyLeft(value, path, schema);
        if (why !== undefined) left.push({ path, why });
        else if (isPlainObject(value) && !isSecretRef(value)) return [[key, visit(value as ConfigDocument, path)]];
        else return [[key, value]];
        return [];
      }),
    );
  return { document: visit(live, []), left };
}

function whyLeft(value: ConfigValue, path: Path, schema: ConfigSchema): string | undefined {
  if (!canBeInLayer(path.at(-1) ?? "", isPlainObject(value) ? {} : value)) return cannotBeHeld;
  if (Array.isArray(value)) return holdsSecret(value, path, schema) ? "a list with a secret in it, or with what may be one" : undefined;
  if (isSecretRef(value)) return holdsMarker(value) ? "a reference to a secret, and the gateway does not show to which" : undefined;
  if (isPlainObject(value)) return undefined;
  if (holdsMarker(value)) return "a secret, which the gateway does not show";
  return holdsSecret(value, path, schema) ? "a secret in clear, or what may be one" : undefined;
}

function holdsSecret(value: ConfigValue, path: Path, schema: ConfigSchema): boolean {
  return holdsMarker(value) || holdsClearSecret(value, path, schema) || mayBeSecret(value, path);
}
