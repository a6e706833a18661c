import { isDeepStrictEqual } from "node:util";
import { actor } from "../../audit";
import { MolthubError } from "../../errors";
import { freezeTerms, frozenText, isOver, liftedBy, targetText, type FreezeTarget, type StackFreeze } from "../../freeze";
import { shortList } from "../../shortList";
import { configType } from "../stackBots";
import { readStack, type StackState } from "../stackState";
import { tell } from "../tell";
import { breakGlassKey, freezesOf, keepFreezes, selectorOf } from "./settings";
import { StackConfig } from "../stackConfig";

export const fleetType = "molthub:index:MoltbotFleet";

/** `molthub freeze`: writes into the stack's settings that bots are to stay as they are. A freeze of the same bots is replaced. */
export async function freeze(names: readonly string[], options: { stack?: string; reason: string; until?: string; select?: readonly string[] }): Promise<boolean> {
  const { stack, reason, until } = options;
  const terms = freezeTerms("molthub freeze", { reason, ...(until !== undefined && { until }) });
  if (isOver(terms, Date.now())) throw new MolthubError("invalid-freeze", `molthub freeze: until: ${until ?? ""} is past: nothing would be frozen`);
  const selected = selectorOf(options.select);
  const state = names.length === 0 ? undefined : await readStack(stack);
  const targets: FreezeTarget[] = state === undefined ? [selected] : names.map((name) => ({ ...namedIn(state, name, selected.select !== undefined), ...selected }));
  const config = await StackConfig.read(stack);
  const added = targets.map((target): StackFreeze => ({ ...target, ...terms, by: actor(), at: new Date().toISOString() }));
  const others = freezesOf(config).filter((known) => !added.some((one) => isOfSame(one, known)));
  const why = config.get(breakGlassKey);
  await keepFreezes(config, [...others, ...added]);
  for (const one of added) console.log(`${targetText(one)}: ${frozenText(one)}`);
  console.log(`The next preview or update refuses every change of what is frozen, and names the paths. To lift it: ${added.map(liftedBy).join("; ")}`);
  tell("This is in the stack's settings file, Pulumi.<stack>.yaml: who runs Pulumi without that file is not held back.");
  if (why !== undefined) tell(`${breakGlassKey} is set (${why}): as long as it is, nothing is refused. To take it out: pulumi config rm ${breakGlassKey}`);
  return true;
}

function isOfSame(one: FreezeTarget, other: FreezeTarget): boolean {
  return one.fleet === other.fleet && one.bot === other.bot && isDeepStrictEqual(one.select, other.select);
}

/** Whether a name is that of a bot or of a fleet. */
function namedIn(state: StackState, name: string, hasLabels: boolean): FreezeTarget {
  const bots = [...new Set(state(configType).map(({ outputs }) => String((outputs as { bot?: unknown }).bot)))].sort();
  const fleets = state(fleetType).map(({ urn }) => urn.split("::").at(-1) ?? "").sort();
  const [isBot, isFleet] = [bots.includes(name), fleets.includes(name)];
  if (isBot && isFleet) throw new MolthubError("ambiguous-name", `${name} is both a bot and a fleet of this stack. Freeze it in the program, by \`freeze\` of the one that is meant.`);
  if (isBot && hasLabels) throw new MolthubError("invalid-select", `--select: ${name} is a bot, and labels select bots of a fleet. Leave --select out.`);
  if (isBot) return { bot: name };
  if (isFleet) return { fleet: name };
  const known = [...(fleets.length === 0 ? [] : [`Its fleets: ${shortList(fleets, 12)}.`]), bots.length === 0 ? "It has no bots yet: run pulumi up, or freeze the whole stack." : `Its bots: ${shortList(bots, 12)}.`];
  throw new MolthubError("unknown-bot", `there is no bot or fleet ${name} in this stack. ${known.join(" ")}`);
}
