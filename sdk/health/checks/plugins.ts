import type { Check } from "./check";

/** Every plugin of the bot is loaded (`health`, openclaw 2026.9.6). */
export const plugins: Check = {
  name: "plugins",
  judge: async ({ client, applied, deadline }) => {
    if (applied.release.package === "clawdbot") return { verdict: "unknown", what: "a Clawdbot does not tell what became of its plugins" };
    const answer = await (await client()).call("health", {}, deadline);
    // Absent where there is not one plugin.
    const { loaded, errors, unavailable } = { loaded: [], errors: [], unavailable: [], ...answer.plugins };
    const told = [
      ...errors.map(({ id, error }) => `${id}: ${error ?? "failed"}`),
      ...unavailable.map(({ id, diagnostic }) => `${id} is not available: ${diagnostic?.detail ?? diagnostic?.reason ?? "it does not say why"}`),
    ];
    if (told.length === 0) return { verdict: "ok", what: `${String(loaded.length)} plugins are loaded, and none failed` };
    return { verdict: "failed", what: told.join("\n"), remedy: "Mend the plugin, or switch it off in `plugins.entries`." };
  },
};
