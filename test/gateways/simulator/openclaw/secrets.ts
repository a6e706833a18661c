import { isPlainObject, type ConfigDocument, type ConfigValue, type Path } from "../../../../sdk/config";
import type { DegradedSecretOwner } from "../../../../sdk/gateway";
import type { GatewayProcess } from "../gatewayProcess";
import { expand } from "../placeholders";

/** The parts of a document that cannot get their secret: by a placeholder, or by a reference to the environment or the store. */
export function degradedOwners(document: ConfigDocument, process: GatewayProcess): DegradedSecretOwner[] {
  const { schema, store } = process;
  const env = environment(process);
  const missing: Path[] = expand(document, env).missing.flatMap(({ path }) => (schema.isSensitive(path) ? [path] : []));
  const has = (source: unknown, id: unknown): boolean => (source === "env" ? (env[String(id)] ?? "") !== "" : source !== "store" || store.has(String(id)));
  const visit = (value: ConfigValue, path: Path): void => {
    if (Array.isArray(value)) value.forEach((item, at) => visit(item, [...path, String(at)]));
    if (!isPlainObject(value)) return;
    if (typeof value["source"] === "string" && typeof value["id"] === "string" && path[0] !== "secrets") {
      if (!has(value["source"], value["id"])) missing.push(path);
    } else for (const [key, item] of Object.entries(value)) visit(item as ConfigValue, [...path, key]);
  };
  visit(document, []);
  return missing.map((path) => ({ ...ownerOf(path), paths: [path.join(".")], reason: "secret reference was not found" }));
}

/** The environment that a document may name. */
export function environment({ settings }: GatewayProcess): Readonly<Record<string, string>> {
  return { HOME: "/srv/bot/home", ...settings.env, OPENCLAW_STATE_DIR: settings.stateDir, OPENCLAW_CONFIG_PATH: settings.configPath, OPENCLAW_GATEWAY_TOKEN: settings.token };
}

function ownerOf([first = "", second = "", third = ""]: Path): { ownerKind: string; ownerId: string } {
  if (first === "channels") return { ownerKind: "account", ownerId: `${second}:default` };
  if (first === "models") return { ownerKind: "provider", ownerId: third };
  if (first === "gateway") return { ownerKind: "gateway", ownerId: "gateway" };
  return { ownerKind: "capability", ownerId: first };
}
