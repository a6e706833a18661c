import JSON5 from "json5";
import type { LiveConfig } from "../../apply";
import { adoptOverlay, type ConfigDocument, type LeftOut } from "../../config";
import { messageOf, MolthubError } from "../../errors";
import { driftReport } from "../../health";
import { mask } from "../../secrets";
import { stackBot, type StackBot } from "../stackBots";
import { tell } from "../tell";
import { liveConfig } from "../liveConfig";

const advice: Readonly<Record<LeftOut["why"], string>> = {
  secret: "is a secret: give the code a reference to it (`${NAME}` and `env:`, or pulumi.secret), or list the path under `unmanaged`",
  reference: 'has a literal where the code has a reference: keep the reference, and "pulumi up --refresh" writes it back',
  managed: 'is set by Molthub: "pulumi up --refresh" writes it back',
};

/**
 * `molthub drift --adopt <bot>`: prints the layer that, over all others, makes the code say what the bot runs; nothing else goes to stdout.
 *
 * @throws MolthubError `unknown-bot`, `not-asked`, `nothing-to-adopt`
 */
export async function adopt(name: string, options: { stack?: string; json?: boolean }): Promise<boolean> {
  const found = await stackBot(options.stack, name);
  const { bot, applied, host } = found;
  const live = await ask(found);
  const { entries, differs, hiddenUnknown } = driftReport(applied, live);
  if (live.document === undefined) throw new MolthubError("nothing-to-adopt", `bot ${bot}: ${differs ?? "it has no config"}, so there is nothing to adopt. "pulumi up --refresh" writes the document anew.`);
  const { overlay, leftOut } = adoptOverlay(applied, live.read.parsed, host !== undefined);
  console.log(options.json === true ? JSON.stringify(overlay, null, 2) : JSON5.stringify(overlay, { space: 2, quote: '"' }));
  for (const { path, why } of leftOut) tell(`left out: ${path} ${advice[why]}`);
  const hidden = entries.flatMap(({ path, kind }) => (kind === "hidden" ? [path] : []));
  if (hidden.length > 0) tell(`left out: one of ${hidden.join(", ")} is another by now, and the gateway does not show which: give the code the new secret, or list the path under \`unmanaged\``);
  if (hiddenUnknown) tell("whether a value changed that the gateway does not show cannot be told");
  tell(hint(bot, overlay));
  return true;
}

async function ask(found: StackBot): Promise<LiveConfig> {
  try {
    return await liveConfig(found);
  } catch (error) {
    throw new MolthubError("not-asked", `bot ${found.bot} cannot be asked: ${mask(messageOf(error), found.secrets)}`);
  }
}

function hint(bot: string, overlay: ConfigDocument): string {
  if (Object.keys(overlay).length === 0) return `bot ${bot}: there is nothing that the code could take over.`;
  return `Put this into a file, such as layers/${bot}.json5, and give it to bot ${bot} as its layer over all others: overlay: { file: "layers/${bot}.json5" }. If the bot has an overlay, give both, this one last: overlay: [<that one>, { file: "layers/${bot}.json5" }]. Then "pulumi preview --refresh" shows no change of these paths.`;
}
