import { ConfigSchema, droppedAgents, findProblems, impactOf, isUnknown, problemTexts, withoutUnmanaged, type ConfigDocument, type GatewayRelease, type PlannedDocument } from "../config";
import { messageOf } from "../errors";
import type { CheckFailure, Properties } from "./handler";
import { holdsUnknown } from "./equal";

/**
 * Checks a document before anything is written, and says what the change does to the bot: the input `impact`, which the preview shows and
 * policies read. No socket is opened. Failures are told at `impact`, because the engine prints the whole value of the property at fault.
 *
 * @param olds inputs of the last update; none for a new bot
 */
export function checkGatewayConfig(olds: Properties, news: Properties): { inputs: Properties; failures: CheckFailure[] } {
  try {
    const schema = ConfigSchema.of(news["release"] as GatewayRelease);
    const after = plannedDocument(news);
    const before = olds["document"] === undefined || isAnotherBot(olds, news) ? undefined : plannedDocument(olds);
    const unmanaged = unmanagedOf(news);
    const problems = [...findProblems(after.document, schema), ...droppedAgents(before && withoutUnmanaged(before.document, unmanaged), after.document, schema.table.release)];
    const failures = problemTexts(problems, () => undefined).map((problem) => ({ property: "impact", reason: `bot ${String(news["bot"])}: ${problem}` }));
    const takenBack = unmanagedOf(olds).filter((pattern) => !unmanaged.includes(pattern));
    return { inputs: { ...news, impact: impactOf(before, after, schema, unmanaged, takenBack) }, failures };
  } catch (error) {
    return { inputs: news, failures: [{ property: "impact", reason: `bot ${String(news["bot"])}: ${messageOf(error)}` }] };
  }
}

/** At another address is another bot, which knows nothing of the document before. A local bot that lost its folder is told of by its host. */
function isAnotherBot(olds: Properties, news: Properties): boolean {
  const [before, after] = [olds["dataId"], news["dataId"]];
  return before !== after && !isUnknown(after) && String(after).startsWith("external ");
}

function plannedDocument(inputs: Properties): PlannedDocument {
  const secretPaths = inputs["secretPaths"];
  return { document: inputs["document"] as ConfigDocument, secretPaths: holdsUnknown(secretPaths) ? [] : ((secretPaths ?? []) as string[]) };
}

function unmanagedOf(inputs: Properties): string[] {
  return (inputs["unmanaged"] ?? []) as string[];
}
