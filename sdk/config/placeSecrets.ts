import { createHash } from "node:crypto";
import { MolthubError } from "../errors";
import { SecretReference } from "../secrets";
import { formatPath, isPlainObject, type Path } from "./document";
import { isOpaque, type OpenDocument } from "./openDocument";
import type { ConfigSchema } from "./schema";

/** Where a bot can keep a secret. */
export interface SecretPlaces {
  /** True for a bot that Molthub hosts: its environment may be added to. */
  readonly hosted: boolean;
  /** Names that the bot has in its environment anyway. */
  readonly environment: readonly string[];
}

/** A secret that is brought to a bot. */
export interface PlacedSecret {
  /** Of its entry in the bot's store, or of its variable. */
  readonly name: string;
  readonly path: Path;
  readonly reference: SecretReference;
}

/** A document in which references stand as its Gateway understands them. */
export interface PlacedDocument {
  readonly document: OpenDocument;
  /** Those that the bot keeps in its secret store (`secrets.store.set`, openclaw 2026.9.6). */
  readonly store: readonly PlacedSecret[];
  /** Those that the bot has in its environment. */
  readonly environment: readonly PlacedSecret[];
  /** Those that the Gateway can keep in its config file only; they stand in the document, as the program gave them. */
  readonly literal: readonly PlacedSecret[];
}

/**
 * Decides for every secret reference of a rendered document how the bot gets it. What `secret.env` names comes by the bot's environment;
 * everything else by its secret store, where the Gateway takes a reference; by the environment of a bot that Molthub hosts, where it
 * takes none. An Output at such a place is lifted into the store, too.
 *
 * @throws MolthubError `unplaced-secret`, naming the bot, the path and the ways there are
 */
export function placeSecrets(bot: string, document: OpenDocument, schema: ConfigSchema, places: SecretPlaces): PlacedDocument {
  const store: PlacedSecret[] = [];
  const environment: PlacedSecret[] = [];
  const literal: PlacedSecret[] = [];
  const put = (path: Path, general: SecretReference): unknown => {
    const reference = general.forBot(bot);
    const variable = reference.scheme === "env" ? reference.from.slice("env:".length) : undefined;
    if (variable !== undefined && places.environment.includes(variable)) return placeholder(variable);
    if (variable !== undefined && places.hosted) {
      environment.push({ name: variable, path, reference });
      return placeholder(variable);
    }
    if (takesStoreReference(path, schema)) {
      const name = storeName(path);
      store.push({ name, path, reference });
      return { source: "store", provider: "default", id: name };
    }
    if (places.hosted) {
      const name = `SECRET_${storeName(path)}`;
      environment.push({ name, path, reference });
      return placeholder(name);
    }
    if (reference.scheme !== "value") throw unplaced(bot, path, reference, schema);
    literal.push({ name: storeName(path), path, reference });
    return reference.value;
  };
  const visit = (value: unknown, path: Path): unknown => {
    if (SecretReference.isInstance(value)) return put(path, value);
    if (isOpaque(value)) return schema.isSensitive(path) && takesStoreReference(path, schema) ? put(path, SecretReference.ofValue(value)) : value;
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, [...path, key])]));
  };
  return { document: visit(document, []) as OpenDocument, store, environment, literal };
}

/** A name that a store takes (`^[A-Z][A-Z0-9_]{0,127}$`, `secrets.store.set`, openclaw 2026.9.6), with room for a version after it. */
function storeName(path: Path): string {
  const words = path.map((key) => key.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").replaceAll(/[^A-Za-z0-9]/g, "_").toUpperCase()).join("_");
  const name = /^[A-Z]/.test(words) ? words : `S_${words}`;
  const isPlain = path.every((key) => /^[a-z][a-z0-9]*([A-Z][a-z0-9]+)*$/.test(key)) && name.length <= 100;
  // Other keys, or a cut, may have the name of another path.
  return isPlain ? name : `${name.slice(0, 91)}_${createHash("sha256").update(JSON.stringify(path)).digest("hex").slice(0, 8).toUpperCase()}`;
}

function takesStoreReference(path: Path, schema: ConfigSchema): boolean {
  // A Gateway that cannot get its own token does not start (openclaw 2026.9.6).
  if (path[0] === "gateway") return false;
  return schema.nodesAt(path).some((node) => {
    const source = node.properties?.["source"];
    return source !== undefined && schema.node(source).enum?.includes("store") === true;
  });
}

function placeholder(name: string): string {
  return `\${${name}}`;
}

function unplaced(bot: string, path: Path, { from, scheme }: SecretReference, schema: ConfigSchema): MolthubError {
  const ways = scheme === "env" ? `Name ${from.slice("env:".length)} in \`target: { external: { env: [...] } }\` if its host gives it to the bot, or use secret.value(...)` : `Use secret.env("NAME") with a variable that its host gives to the bot, named in \`target: { external: { env: [...] } }\`, or secret.value(...)`;
  return new MolthubError("unplaced-secret", `bot ${bot}: ${formatPath(path)}: secret ${from}: ${schema.table.release.package} keeps this value in its config file only, and Molthub does not host the bot. ${ways}, which stands in that file.`);
}
