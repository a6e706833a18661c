import { readLive } from "../../../apply";
import { isPlainObject, valueAt, type ConfigDocument } from "../../../config";
import { failed, inconclusive, passed, type BotMetric } from "./kind";

/**
 * Every plugin that the live document switches on is installed and switched on, and no plugin at all has failed (`plugins.list`, `health`,
 * openclaw 2026.9.6). One that nothing has needed yet is not loaded, and well: so are providers of models. A Clawdbot (2026.1.24-3) does not
 * tell.
 */
export const plugins: BotMetric = {
  of: "each",
  sample: (bot, round) =>
    round.ask(bot, round.pace.answer, async (client, deadline) => {
      const { document } = await readLive(client, bot.release, deadline);
      if (document === undefined) return failed("what plugins it should have cannot be told: its config file is not valid");
      const wanted = wantedPlugins(document);
      if (bot.release.package === "clawdbot") return wanted.length === 0 ? passed : inconclusive(`clawdbot ${bot.release.version} does not tell what became of its plugins`);
      const [{ plugins: present }, health] = await Promise.all([client.call("plugins.list", {}, deadline), client.call("health", {}, deadline)]);
      // Absent where there is not one plugin.
      const { errors, unavailable } = { errors: [], unavailable: [], ...health.plugins };
      const told = [
        ...wanted.flatMap((id) => absence(id, present.find((plugin) => plugin.id === id))),
        ...present.flatMap(({ id, runtime }) => (runtime.error !== undefined || runtime.state === "service-failed" ? [`${id}: ${runtime.error ?? "a service of it failed"}`] : [])),
        ...errors.map(({ id, error }) => `${id}: ${error ?? "failed"}`),
        ...unavailable.map(({ id, diagnostic }) => `${id} is not available: ${diagnostic?.detail ?? diagnostic?.reason ?? "it does not say why"}`),
      ];
      return told.length === 0 ? passed : failed([...new Set(told)].join("; "));
    }),
};

/** The plugins that a document switches on by name. */
function wantedPlugins(document: ConfigDocument): string[] {
  const entries = valueAt(document, ["plugins", "entries"]);
  if (!isPlainObject(entries) || valueAt(document, ["plugins", "enabled"]) === false) return [];
  return Object.entries(entries).flatMap(([id, settings]) => (isPlainObject(settings) && settings["enabled"] === true ? [id] : []));
}

function absence(id: string, found: { readonly installed: boolean; readonly enabled: boolean } | undefined): string[] {
  if (found?.installed !== true) return [`${id} is switched on in its document, and is not installed`];
  return found.enabled ? [] : [`${id} is switched on in its document, and its gateway does not let it in`];
}
