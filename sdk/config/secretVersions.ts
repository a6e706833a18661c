import { isSecretRef } from "./clearSecret";
import { fingerprint } from "./canonical";
import { isPlainObject, type ConfigDocument, type ConfigValue } from "./document";

/** Versions of the secrets that a bot keeps in its store, by name. */
export type SecretVersions = Readonly<Record<string, string>>;

/**
 * Names a value without telling it.
 *
 * @param key secret key of the hash
 */
export function secretVersion(value: string, key: string): string {
  return fingerprint(value, key).slice(0, 8).toUpperCase();
}

/** The name of an entry of a store: another value has another one, so that a rotation is a change of the document, and so is the way back. */
export function entryName(name: string, version: string): string {
  return `${name}__${version}`;
}

/** The name that a secret has in documents, of one of its entries; undefined for any other entry. */
export function nameOfEntry(entry: string): string | undefined {
  return /^([A-Z][A-Z0-9_]*)__[0-9A-F]{8}$/.exec(entry)?.[1];
}

/** A document in which references to the store name the entries of these versions. */
export function withVersions(document: ConfigDocument, versions: SecretVersions): ConfigDocument {
  return mapStoreIds(document, (id) => {
    const version = Object.hasOwn(versions, id) ? versions[id] : undefined;
    return version === undefined ? id : entryName(id, version);
  });
}

/** The reverse of {@link withVersions}: entries of other versions keep their names. */
export function withoutVersions(document: ConfigDocument, versions: SecretVersions): ConfigDocument {
  const names = new Map(Object.entries(versions).map(([name, version]) => [entryName(name, version), name]));
  return mapStoreIds(document, (id) => names.get(id) ?? id);
}

/** The entries of a store that a document refers to. */
export function entriesIn(document: ConfigDocument): string[] {
  const found: string[] = [];
  mapStoreIds(document, (id) => {
    found.push(id);
    return id;
  });
  return found;
}

function mapStoreIds(document: ConfigDocument, rename: (id: string) => string): ConfigDocument {
  const visit = (value: ConfigValue): ConfigValue => {
    if (Array.isArray(value)) return value.map(visit);
    if (!isPlainObject(value)) return value;
    if (isSecretRef(value) && value["source"] === "store") return { ...(value as ConfigDocument), id: rename(String(value["id"])) };
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item as ConfigValue)]));
  };
  return visit(document) as ConfigDocument;
}
