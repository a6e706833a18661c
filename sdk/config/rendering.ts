import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isPlainObject, type Path } from "./document";
import { looksSecret } from "./live";
import { isOpaque } from "./openDocument";
import type { Provenance } from "./provenance";
import type { ConfigSchema } from "./schema";
import type { GatewayRelease } from "./versions";

/** What a program made of a bot's layers, as it may be shown: secrets read `[secret]`, Outputs `[output]`. */
export interface Rendering {
  readonly bot: string;
  readonly release: GatewayRelease;
  /** As {@link Provenance}, but JSON: a value that is absent was taken away. */
  readonly leaves: readonly Provenance[];
}

/** Leaves a bot's rendering in a folder; the last one of a name counts. */
export function writeRendering(folder: string, bot: string, release: GatewayRelease, leaves: readonly Provenance[], schema: ConfigSchema): void {
  const shown = leaves.map((leaf) => ({
    ...leaf,
    value: shownValue(leaf.value, leaf.path, schema),
    beaten: leaf.beaten.map(({ layer, value }) => ({ layer, value: shownValue(value, leaf.path, schema) })),
  }));
  writeFileSync(join(folder, `${bot}.json`), JSON.stringify({ bot, release, leaves: shown } satisfies Rendering), { mode: 0o600 });
}

/** Every rendering in a folder, by name of the bot. */
export function readRenderings(folder: string): Rendering[] {
  return readdirSync(folder)
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Rendering);
}

/** A value as it may be shown: what the Gateway takes for a secret, or what looks like one, is hidden. */
export function shownValue(value: unknown, path: Path, schema: ConfigSchema): unknown {
  if (isOpaque(value)) return "[output]";
  if (Array.isArray(value)) return value.map((item, at) => shownValue(item, [...path, String(at)], schema));
  if (isPlainObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shownValue(item, [...path, key], schema)]));
  return typeof value === "string" && (looksSecret(value, path) || (schema.isSensitive(path) && !/^\$\{[A-Z_][A-Z0-9_]*\}$/.test(value))) ? "[secret]" : value;
}
