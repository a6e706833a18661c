import { basename, dirname, join } from "node:path";
import type { LayerArgs } from "./layers";

/** Configurations to begin with, each a list of layers: give one as `template`, and lay over it what is yours. */
export interface Templates {
  /** A personal assistant with notes and files in its own workspace. No shell, no web. */
  readonly assistant: readonly LayerArgs[];
  /** An ops bot: a shell, each command of which an operator approves. */
  readonly ops: readonly LayerArgs[];
  /** A support bot for Slack, without tools that reach beyond its notes. Needs `SLACK_BOT_TOKEN` and `SLACK_APP_TOKEN` in `env`. */
  readonly slackSupport: readonly LayerArgs[];
}

/**
 * The built-in templates. None of them chooses a model.
 *
 * @example
 * const fleet = new MoltbotFleet("support", {
 *   gateway: { version: "2026.9.6" },
 *   template: templates.slackSupport,
 *   plugins: { slack: { version: "2026.9.6", integrity: "sha512-3+vRRyTYYdiuUPdPVZVTiPqpbWCjSzEyyCOe2xPpjX2AyLb1XZI/yhOsUFEAxoMyXFrmi4gEEOwXLGckOZV5Cg==" } },
 *   profiles: [{ agents: { defaults: { model: { primary: "anthropic/claude-sonnet-4-6" } } }, channels: { slack: { channels: { C0123456789: {} } } } }],
 *   env: { ANTHROPIC_API_KEY: config.requireSecret("apiKey"), SLACK_BOT_TOKEN: config.requireSecret("bot"), SLACK_APP_TOKEN: config.requireSecret("app") },
 *   bots: { alice: {} },
 * });
 */
export const templates: Templates = Object.freeze({
  assistant: template("assistant"),
  ops: template("ops"),
  slackSupport: template("slack-support"),
});

/** A whole document, and what Clawdbot (versions up to 2026.1) says otherwise. */
function template(name: string): readonly LayerArgs[] {
  return [layer(`${name}.json5`), { ...layer(`${name}.clawdbot.json5`), selector: { version: "<2026.2" } }];
}

// The name is the same on every machine, the path is not.
function layer(name: string): LayerArgs {
  // Beside `components` in a clone, beside `dist` in the package.
  const root = basename(dirname(__dirname)) === "dist" ? "../.." : "..";
  return { name, file: join(__dirname, root, "templates", name) };
}
