import { formatPath } from "../../config";
import { tokenKey, type ImportedBot } from "../../import";
import type { AskedBot } from "./askedBots";

/** The commands that come after an import, in their order. Tokens go from the environment to Pulumi's standard input. */
export function nextSteps(folder: string, bots: readonly AskedBot[]): string[] {
  return [
    ...(folder === "" ? [] : [`cd ${shellWord(folder)}`]),
    "npm install",
    "pulumi stack init dev",
    ...bots.map(({ bot, tokenVariable }) => `printenv ${tokenVariable} | pulumi config set --secret ${tokenKey(bot)}`),
    "pulumi up",
    "pulumi preview",
  ];
}

/** What an import did, what it left to the bots, and what comes next. */
export function report(folder: string, files: Readonly<Record<string, string>>, bots: readonly ImportedBot[], next: readonly string[]): string {
  const bytes = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const lines = [
    `Wrote ${String(Object.keys(files).length)} files to ${folder === "" ? "this folder" : folder} (${String(bytes)} bytes): ${Object.keys(files).join(", ")}`,
    "",
    ...bots.flatMap(({ bot, release, left }) => [
      `bot ${bot} (${release.package} ${release.version}): ${left.length === 0 ? "all of its config is in the layers" : "these paths stay with the bot, in its `unmanaged`:"}`,
      ...left.map(({ path, why }) => `    ${formatPath(path)}: ${why}`),
    ]),
    ...(bots.some(({ left }) => left.length > 0) ? ["", ...aboutLeft] : []),
    "",
    "Nothing was written to the config of the bots. The first `pulumi up` writes nothing to them either; it takes them into the stack as they are. Next:",
    "",
    ...next.map((command) => `    ${command}`),
  ];
  return lines.join("\n");
}

const aboutLeft = [
  "To manage such a path, give it a value in a layer (for a secret a reference, as in \"${SLACK_BOT_TOKEN}\") and take it out of `unmanaged`.",
  "That replaces what the bot has there, and cannot be taken back: only the bot knows the value.",
];

function shellWord(text: string): string {
  return /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
