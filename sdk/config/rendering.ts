import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { shownValue } from "./clearSecret";
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
