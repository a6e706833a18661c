import { provenanceOf, writeRendering, type ConfigSchema, type Layer, type RenderedBot } from "../sdk/config";

/**
 * Tells the `molthub config` command, which runs the program by a preview, what a bot's document is made of. Nothing is written unless
 * that command asks for it.
 */
export function recordRendering(bot: string, layers: readonly Layer[], rendered: RenderedBot, schema: ConfigSchema): void {
  const folder = process.env["MOLTHUB_RENDER_DIR"];
  if (folder !== undefined) writeRendering(folder, bot, provenanceOf(layers, rendered).leaves, schema);
}
