#!/usr/bin/env node
import { Command } from "commander";
import pc from "picocolors";
import { messageOf } from "../errors";
import { ask } from "./ask";
import { explain, render } from "./config";
import { logs } from "./logs";
import { plan } from "./plan/plan";
import { status } from "./status";

/** Runs a command: `false` is exit code 1, an error is told without a stack. */
async function run(command: () => Promise<boolean>): Promise<void> {
  try {
    if (!(await command())) process.exitCode = 1;
  } catch (error) {
    console.error(`${pc.red("error:")} ${messageOf(error)}`);
    process.exitCode = 1;
  }
}

const program = new Command("molthub").description("Look at the Moltbots of a Pulumi stack, and talk to them.");

// Run from a project's folder, like pulumi itself.
const onStack = (usage: string, description: string, parent = program): Command => parent.command(usage).description(description).option("-s, --stack <name>", "the stack (default: the selected one)");
const command = (usage: string, description: string, parent = program): Command => onStack(usage, description, parent).option("--json", "print JSON");

command("status", "show every bot: reachable, version, config, channels, since when; exit code 1 when one is not well").action((options: { stack?: string; json?: boolean }) => run(() => status(options)));

command("logs <bot>", "show the end of a bot's log")
  .option("-f, --follow", "go on with what comes, until Ctrl-C")
  .action((bot: string, options: { stack?: string; json?: boolean; follow?: boolean }) => run(() => logs(bot, options)));

command("ask <bot> <text>", "ask a bot something, in a session of its own").action((bot: string, text: string, options: { stack?: string; json?: boolean }) => run(() => ask(bot, text, options)));

command("plan", "run the preview, and show what it would do to every bot")
  .option("--markdown", "print one comment for a pull request")
  .action((options: { stack?: string; json?: boolean; markdown?: boolean }) => run(() => plan(options)));

const config = program.command("config").description("Look at what a bot's configuration is made of, before anything is written.");

command("explain <bot> [path]", "show which layer sets each value, and which it beats", config).action((bot: string, path: string | undefined, options: { stack?: string; json?: boolean }) => run(() => explain(bot, path, options)));

onStack("render <bot>", "print the document that its layers make", config).action((bot: string, options: { stack?: string }) => run(() => render(bot, options)));

void program.parseAsync();
