import { isPlainObject, valueAt, type ConfigDocument, type ConfigValue, type Path } from "./document";
import type { GatewayRelease } from "./versions";

/**
 * Paths that a Gateway fills in at the first write of a config file which nothing but a person has written, or an earlier release: what
 * such a file leaves open means something else to this release, and is written down (openclaw 2026.9.6; `meta.migrations` says that it is).
 *
 * @param parsed the config file, with the Gateway's stamps
 */
export function filledAtFirstWrite(parsed: ConfigDocument, release: GatewayRelease): Path[] {
  if (release.package !== "openclaw") return [];
  const isDone = (migration: string): boolean => valueAt(parsed, ["meta", "migrations", migration]) === true;
  return [...(isDone("modelPolicyAllowlist") ? [] : modelPolicy(parsed)), ...(isDone("utilityModelSeparation") ? [] : primaryModels(parsed))];
}

/** The models that have a setting were the only ones allowed. */
function modelPolicy(parsed: ConfigDocument): Path[] {
  const path = ["agents", "defaults", "modelPolicy"];
  const models = valueAt(parsed, ["agents", "defaults", "models"]);
  return isPlainObject(models) && Object.keys(models).length > 0 && !isPlainObject(valueAt(parsed, path)) ? [path] : [];
}

/** Without a model of its own, a bot or an agent ran the first that was configured, whatever its utility model was. */
function primaryModels(parsed: ConfigDocument): Path[] {
  const defaults = ["agents", "defaults"];
  const lacksPrimary = (at: Path): boolean => !hasPrimary(valueAt(parsed, [...at, "model"]));
  if (!lacksPrimary(defaults)) return [];
  if (hasModels(parsed) || valueAt(parsed, [...defaults, "utilityModel"]) !== undefined) return [[...defaults, "model", "primary"]];
  const agents = Object.keys(valueAt(parsed, ["agents", "entries"]) ?? {}).map((id) => ["agents", "entries", id]);
  return agents.filter((at) => lacksPrimary(at) && valueAt(parsed, [...at, "utilityModel"]) !== undefined).map((at) => [...at, "model", "primary"]);
}

function hasPrimary(model: ConfigValue | undefined): boolean {
  return typeof model === "string" || (isPlainObject(model) && typeof model["primary"] === "string");
}

function hasModels(parsed: ConfigDocument): boolean {
  const providers = valueAt(parsed, ["models", "providers"]);
  return isPlainObject(providers) && Object.values(providers).some((provider) => isPlainObject(provider) && Array.isArray(provider["models"]) && provider["models"].length > 0);
}
