import { isPlainObject, valueAt, type ConfigDocument, type Path } from "../../../../sdk/config";
import { applyPatch } from "../patch";

// The model of a gateway that is told of none.
const builtIn = "openai/gpt-6-astra";

/**
 * What openclaw 2026.9.6 writes down at its first write over a file of an earlier release, or of a person: what such a file left open meant
 * something else then. `meta.migrations` of the file before says that it is done.
 */
export function migrated(document: ConfigDocument, before: ConfigDocument): ConfigDocument {
  const policy = isDone(before, "modelPolicyAllowlist") ? document : withPolicy(document, before);
  return isDone(before, "utilityModelSeparation") ? policy : withPrimaries(policy, before);
}

function isDone(before: ConfigDocument, migration: string): boolean {
  return valueAt(before, ["meta", "migrations", migration]) === true;
}

/** The models that had a setting were the only ones allowed. */
function withPolicy(document: ConfigDocument, before: ConfigDocument): ConfigDocument {
  const policy = ["agents", "defaults", "modelPolicy"];
  const models = valueAt(before, ["agents", "defaults", "models"]);
  if (!isPlainObject(models) || Object.keys(models).length === 0 || [before, document].some((each) => isPlainObject(valueAt(each, policy)))) return document;
  return applyPatch(document, { agents: { defaults: { modelPolicy: { allow: Object.keys(models) } } } });
}

/** Without a model of its own, a bot or an agent ran the first that was configured. */
function withPrimaries(document: ConfigDocument, before: ConfigDocument): ConfigDocument {
  const defaults = ["agents", "defaults"];
  const isOpen = (...at: Path): boolean => !hasPrimary(before, at) && !hasPrimary(document, at);
  if (!isOpen(...defaults)) return document;
  const utility = valueAt(before, [...defaults, "utilityModel"]);
  const ran = firstRoute(before);
  const isGone = routes(before).includes(ran) && !routes(document).includes(ran);
  const primary = isGone ? firstRoute(document) : ran;
  if (routes(before).length > 0 || utility !== undefined) return applyPatch(document, { agents: { defaults: { model: { primary } } } });
  const agents = Object.keys(valueAt(document, ["agents", "entries"]) ?? {}).filter((id) => isOpen("agents", "entries", id) && valueAt(before, ["agents", "entries", id, "utilityModel"]) !== undefined);
  return agents.reduce((filled, id) => applyPatch(filled, { agents: { entries: { [id]: { model: { primary } } } } }), document);
}

function hasPrimary(document: ConfigDocument, at: Path): boolean {
  const model = valueAt(document, [...at, "model"]);
  return typeof model === "string" || (isPlainObject(model) && typeof model["primary"] === "string");
}

function firstRoute(document: ConfigDocument): string {
  return routes(document)[0] ?? builtIn;
}

function routes(document: ConfigDocument): string[] {
  const providers = valueAt(document, ["models", "providers"]);
  return Object.entries(isPlainObject(providers) ? providers : {}).flatMap(([provider, settings]) => {
    const models = isPlainObject(settings) && Array.isArray(settings["models"]) ? settings["models"] : [];
    return models.flatMap((model) => (isPlainObject(model) && typeof model["id"] === "string" ? [`${provider}/${model["id"]}`] : []));
  });
}
