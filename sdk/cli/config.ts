import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pc from "picocolors";
import { formatPath, parsePath, readRenderings, type Path, type Provenance, type Rendering } from "../config";
import { messageOf, MolthubError } from "../errors";
import { preview } from "./plan/preview";

/** `molthub config explain <bot> [path]`: which layer sets each value, and which it beats. */
export async function explain(bot: string, path: string | undefined, options: { stack?: string; json?: boolean }): Promise<boolean> {
  const wanted = path === undefined ? [] : parsePath(path, "path");
  const found = (await renderingsOf(bot, options.stack)).flatMap(({ leaves }) => leaves.filter((leaf) => meets(leaf.path, wanted)));
  if (found.length === 0) throw new MolthubError("unknown-path", `bot ${bot}: no layer sets ${formatPath(wanted)}. Leave the path out to see all that is set.`);
  console.log(options.json === true ? JSON.stringify(found.map((leaf) => ({ ...leaf, path: formatPath(leaf.path) })), null, 2) : found.map(explanation).join("\n"));
  return true;
}

/** `molthub config render <bot>`: the document that its layers make, without its secrets. A `transform` comes after the layers. */
export async function render(bot: string, options: { stack?: string }): Promise<boolean> {
  for (const { leaves } of await renderingsOf(bot, options.stack)) {
    const document: Record<string, unknown> = {};
    for (const { path, value } of leaves) if (value !== undefined) setAt(document, path, value);
    console.log(JSON.stringify(document, null, 2));
  }
  return true;
}

/** Runs the program by a preview, and reads what it made of the bot's layers; several where fleets have bots of one name. */
async function renderingsOf(bot: string, stack: string | undefined): Promise<Rendering[]> {
  const folder = mkdtempSync(join(tmpdir(), "molthub-render-"));
  try {
    process.stderr.write("Running pulumi preview...\n");
    const failure = await preview(stack, () => undefined, { environment: { MOLTHUB_RENDER_DIR: folder } }).then(() => undefined, (error: unknown) => error);
    const renderings = readRenderings(folder);
    const found = renderings.filter((rendering) => rendering.bot === bot);
    // A document that the preview refuses can be explained all the same: that is when it is wanted most.
    if (found.length > 0) {
      if (failure !== undefined) process.stderr.write(`${messageOf(failure)}\n`);
      return found;
    }
    if (failure !== undefined) throw failure;
    const names = renderings.map((rendering) => rendering.bot).join(", ");
    throw new MolthubError("unknown-bot", `there is no bot ${bot} in this program. ${names === "" ? "It has no bots." : `Its bots: ${names}.`}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function explanation({ path, value, layer, appended, beaten }: Provenance): string {
  const by = value === undefined ? `deleted by ${layer}` : layer;
  const added = appended.filter((name) => name !== layer);
  const lines = beaten.map((before) => pc.dim(`    over ${before.layer}: ${shown(before.value)}`));
  return [`${formatPath(path)} = ${shown(value)}  (${by}${added.length === 0 ? "" : `, extended by ${added.join(", ")}`})`, ...lines].join("\n");
}

function shown(value: unknown): string {
  return value === undefined ? "(absent)" : JSON.stringify(value);
}

// A path names what is at it, what is in it, and the leaf that it is in.
function meets(leaf: Path, wanted: Path): boolean {
  const length = Math.min(leaf.length, wanted.length);
  return leaf.slice(0, length).every((key, at) => key === wanted[at]);
}

function setAt(document: Record<string, unknown>, [key = "", ...rest]: Path, value: unknown): void {
  if (rest.length === 0) {
    document[key] = value;
    return;
  }
  // A key may be called as something that every object inherits.
  if (!Object.hasOwn(document, key)) document[key] = {};
  setAt(document[key] as Record<string, unknown>, rest, value);
}
