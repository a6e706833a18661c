#!/usr/bin/env node
import { Command } from "commander";
import pc from "picocolors";
import { messageOf } from "../errors";
import { ask } from "./ask";
import { explain, render } from "./config";
import { connectors } from "./connectors";
import { doctor } from "./doctor/doctor";
import { drift } from "./drift/drift";
import { freeze } from "./freeze/freeze";
import { unfreeze } from "./freeze/unfreeze";
import { importBots } from "./import/import";
import { exitCodes, type ExitCode } from "./exitCodes";
import { link } from "./link/link";
import { logs } from "./logs";
import { plan } from "./plan/plan";
import { checkPolicies } from "./policy/check";
import type { PolicyPacks } from "./policyPacks";
import { releases } from "./releases/releases";
import { rollback } from "./rollback/rollback";
import { abort, promote } from "./rollout/release";
import { status } from "./status";
import { up } from "./up/up";

/** Runs a command: `false` is exit code 1, an error is told without a stack. */
async function run(command: () => Promise<boolean | ExitCode>): Promise<void> {
  try {
    const outcome = await command();
    process.exitCode = typeof outcome === "number" ? outcome : outcome ? exitCodes.well : exitCodes.failed;
  } catch (error) {
    console.error(`${pc.red("error:")} ${messageOf(error)}`);
    process.exitCode = exitCodes.failed;
  }
}

const program = new Command("molthub").description("Look at the Moltbots of a Pulumi stack, and talk to them.");

const each = (text: string, before: readonly string[] = []): string[] => [...before, text];

// Run from a project's folder, like pulumi itself.
const onStack = (usage: string, description: string, parent = program): Command => parent.command(usage).description(description).option("-s, --stack <name>", "the stack (default: the selected one)");
const command = (usage: string, description: string, parent = program): Command => onStack(usage, description, parent).option("--json", "print JSON");
// Judged as by `pulumi up`: twice, before the update and in it.
const judged = (parent: Command): Command => parent.option("--policy-pack <folder>", "judge the run by this policy pack; may be given again", each).option("--policy-pack-config <file>", "settings for it, in the same order", each);

command("status", "show every bot: reachable, version, config, channels, since when; exit code 1 when one is not well").action((options: { stack?: string; json?: boolean }) => run(() => status(options)));

command("drift", "show how every live bot differs from what was last applied to it; exit code 1 when one does, 3 when one could not be asked")
  .option("--adopt <bot>", "print the layer that makes the code say what this bot runs")
  .action((options: { stack?: string; json?: boolean; adopt?: string }) => run(() => drift(options)));

command("connectors", "show every connector: its credentials, the bots that have it, since when, and what a rotation would touch; exit code 1 when an attached one has ended").action((options: { stack?: string; json?: boolean }) =>
  run(() => connectors(options)),
);

command("doctor [bot]", "examine every bot, or one; exit code 1 when a check failed").action((bot: string | undefined, options: { stack?: string; json?: boolean }) => run(() => doctor(bot, options)));

command("logs <bot>", "show the end of a bot's log")
  .option("-f, --follow", "go on with what comes, until Ctrl-C")
  .action((bot: string, options: { stack?: string; json?: boolean; follow?: boolean }) => run(() => logs(bot, options)));

command("ask <bot> <text>", "ask a bot something, in a session of its own").action((bot: string, text: string, options: { stack?: string; json?: boolean }) => run(() => ask(bot, text, options)));

onStack("link <bot>", "link a bot to a WhatsApp number: shows a QR code, waits until it was scanned, and proves that the bot is connected")
  .option("--account <id>", "the account of the bot's WhatsApp (default: its first)")
  .action((bot: string, options: { stack?: string; account?: string }) => run(() => link(bot, options)));

judged(command("plan", "run the preview, and show what it would do to every bot"))
  .option("--markdown", "print one comment for a pull request")
  .option("--out <file>", "also write the plan to a file, for `molthub up --plan`")
  .addHelpText("after", "\nExit code 3: the plan is made, but bots could not be asked.")
  .action((options: PolicyPacks & { stack?: string; json?: boolean; markdown?: boolean; out?: string }) => run(() => plan(options)));

judged(onStack("up", "run pulumi up, show it step by step, and name the bots that could not be reached"))
  .option("--plan <file>", "do what this plan says and nothing else; refuse where a bot or the program was changed since")
  .addHelpText("after", "\nExit code 0: all done. 1: failed. 3: all else is done, but bots could not be reached; the next up catches them up.")
  .action((options: PolicyPacks & { stack?: string; plan?: string }) => run(() => up(options)));

command("releases", "show the stack's updates: when, who, what, commit, rollouts, verdict")
  .option("--last <count>", "so many, the newest first (default: 20)")
  .action((options: { stack?: string; json?: boolean; last?: string }) => run(() => releases(options)));

judged(onStack("rollback", "bring the whole stack back to an earlier release, by an ordinary update with the program of its commit"))
  .option("--to <release>", "its number, as `molthub releases` tells it (default: the last that succeeded before, with another commit)")
  .option("--yes", "do not ask")
  .action((options: PolicyPacks & { stack?: string; to?: string; yes?: boolean }) => run(() => rollback(options)));

onStack("freeze [name...]", "freeze bots or fleets, or without a name the whole stack: previews and updates refuse their changes")
  .requiredOption("--reason <text>", "told to whoever wants to change them")
  .option("--until <time>", "a day, to its end in UTC, or a time with its zone (default: until `molthub unfreeze`)")
  .option("--select <key=value>", "only bots with this label; may be given again", each)
  .action((names: string[], options: { stack?: string; reason: string; until?: string; select?: string[] }) => run(() => freeze(names, options)));

onStack("unfreeze [name...]", "lift what `molthub freeze` froze under the same names and labels; exit code 1 when there is nothing to lift")
  .option("--select <key=value>", "a label that the freeze is limited to; may be given again", each)
  .action((names: string[], options: { stack?: string; select?: string[] }) => run(() => unfreeze(names, options)));

judged(onStack("promote [rollout]", "let a paused rollout go on, by an ordinary pulumi up; without an id, the only one that is paused")).action((id: string | undefined, options: PolicyPacks & { stack?: string }) => run(() => promote(id, options)));

onStack("abort [rollout]", "take a paused rollout back from all bots that it changed; without an id, the only one that is paused").action((id: string | undefined, options: { stack?: string }) => run(() => abort(id, options)));

const config = program.command("config").description("Look at what a bot's configuration is made of, before anything is written.");

command("explain <bot> [path]", "show which layer sets each value, and which it beats", config).action((bot: string, path: string | undefined, options: { stack?: string; json?: boolean }) => run(() => explain(bot, path, options)));

onStack("render <bot>", "print the document that its layers make", config).action((bot: string, options: { stack?: string }) => run(() => render(bot, options)));

onStack("check", "run a policy pack over the fleet as it was last deployed, without its program; exit code 1 when something is mandatory", program.command("policy").description("Judge a fleet by Molthub's policies."))
  .option("--file <export>", "a state that `pulumi stack export` printed, in place of a stack")
  .option("--pack <name>", "baseline or production", "production")
  .option("--config <file>", "settings of the rules, as for `pulumi preview --policy-pack-config`")
  .option("--sarif", "print SARIF, for code scanning")
  .action((options: { stack?: string; file?: string; pack: string; config?: string; sarif?: boolean }) => run(() => checkPolicies(options)));

program
  .command("import <name=endpoint...>")
  .description("read bots that exist, and write a Pulumi program that has them as they are; tokens come from MOLTHUB_TOKEN_<NAME> or MOLTHUB_TOKEN")
  .option("--out <dir>", "the folder to write to", "moltbots")
  .option("--json", "print JSON")
  .action((bots: string[], options: { out: string; json?: boolean }) => run(() => importBots(bots, options)));

void program.parseAsync();
