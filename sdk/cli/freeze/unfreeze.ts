import { MolthubError } from "../../errors";
import { frozenText, isNamedBy, liftedBy, targetText } from "../../freeze";
import { freezesOf, keepFreezes, selectorOf } from "./settings";
import { StackConfig } from "../stackConfig";

/** `molthub unfreeze`: takes freezes out of the stack's settings. Fails, and takes out none, when one of the names stands for none. */
export async function unfreeze(names: readonly string[], options: { stack?: string; select?: readonly string[] }): Promise<boolean> {
  const { select } = selectorOf(options.select);
  const config = await StackConfig.read(options.stack);
  const known = freezesOf(config);
  const wanted = (names.length === 0 ? [undefined] : names).map((name) => ({ name, isMeant: isNamedBy(name, select) }));
  const missing = wanted.filter(({ isMeant }) => !known.some(isMeant));
  if (missing.length > 0) {
    const what = missing.map(({ name }) => name ?? (select === undefined ? "the whole stack" : "every bot")).join(", ");
    const there = known.length === 0 ? "It has no freezes." : `Its freezes:\n${known.map((one) => `  ${targetText(one)}: ${frozenText(one)} (${liftedBy(one)})`).join("\n")}`;
    throw new MolthubError("not-frozen", `the stack's settings have no freeze of ${what}${select === undefined ? "" : " with these labels"}. ${there}\nA freeze that the program says is lifted in the program.`);
  }
  const lifted = known.filter((one) => wanted.some(({ isMeant }) => isMeant(one)));
  await keepFreezes(config, known.filter((one) => !lifted.includes(one)));
  for (const one of lifted) console.log(`${targetText(one)}: no longer frozen (${one.reason})`);
  return true;
}
