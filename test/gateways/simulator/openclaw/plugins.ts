import { isPlainObject, valueAt } from "../../../../sdk/config";
import type { GatewayProcess } from "../gatewayProcess";
import type { Call } from "../line";

// Some of those that openclaw 2026.9.6 brings; one that nothing needs is not loaded.
const bundled: readonly { readonly id: string; readonly isOn: boolean }[] = [
  { id: "alibaba", isOn: true },
  { id: "memory-core", isOn: true },
  { id: "telegram", isOn: false },
];

const notLoaded = new Set(["alibaba"]);

interface Plugin {
  readonly id: string;
  readonly enabled: boolean;
  readonly error?: string;
}

/** Answer of `plugins.list`, openclaw 2026.9.6. */
export function listPlugins({ process, answer }: Call): void {
  answer({ plugins: pluginsOf(process).map(({ id, enabled, error }) => ({ id, installed: true, enabled, state: enabled ? "enabled" : "disabled", runtime: { state: enabled && error === undefined && !notLoaded.has(id) ? "active" : "unloaded", ...(error !== undefined && { error }) } })) });
}

/** What `health` says of plugins. */
export function pluginHealth(process: GatewayProcess): Readonly<Record<string, unknown>> {
  const enabled = pluginsOf(process).filter((plugin) => plugin.enabled);
  return {
    loaded: enabled.filter(({ id, error }) => error === undefined && !notLoaded.has(id)).map(({ id }) => id),
    errors: enabled.flatMap(({ id, error }) => (error === undefined ? [] : [{ id, origin: "config", activated: false, failurePhase: "load", error }])),
    unavailable: [],
  };
}

function pluginsOf({ running, settings }: GatewayProcess): Plugin[] {
  const installed = Object.entries(settings.plugins ?? {}).map(([id, state]) => ({ id, isOn: true, state }));
  return [...bundled, ...installed].map((plugin) => {
    const entry = valueAt(running, ["plugins", "entries", plugin.id]);
    const enabled = isPlainObject(entry) && typeof entry["enabled"] === "boolean" ? entry["enabled"] : plugin.isOn;
    return { id: plugin.id, enabled, ...(enabled && "state" in plugin && plugin.state === "failing" && { error: "Cannot find module './dist/index.js'" }) };
  });
}
