import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { shownValue } from "./clearSecret";
import type { Provenance } from "./provenance";
import type { ConfigSchema } from "./schema";

/** What a program made of one bot's layers, as it may be shown: secrets read `[secret]`, Outputs `[output]`. */
export interface Rendering {
  readonly bot: string;
  /** As {@link Provenance}, but JSON: a value that is absent was taken away. */
  readonly leaves: readonly Provenance[];
}

/** Leaves a bot's rendering in a folder. Two fleets may have bots of one name: each has a file of its own. */
export function writeRendering(folder: string, bot: string, leaves: readonly Provenance[], schema: ConfigSchema): void {
  const shown = leaves.map((leaf) => ({
    ...leaf,
    value: shownValue(leaf.value, leaf.path, schema),
    beaten: leaf.beaten.map(({ layer, value }) => ({ layer, value: shownValue(value, leaf.path, schema) })),
  }));
  const file = `${String(readdirSync(folder).length).padStart(6, "0")}.json`;
  writeFileSync(join(folder, file), JSON.stringify({ bot, leaves: shown } satisfies Rendering), { mode: 0o600 });
}

/** Every rendering in a folder, in the order of the program. */
export function readRenderings(folder: string): Rendering[] {
  return readdirSync(folder)
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Rendering);
}
