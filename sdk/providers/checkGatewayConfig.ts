import { ConfigSchema, droppedAgents, findProblems, holdsUnknown, impactOf, isExternalData, mapScalars, memberOf, problemTexts, redactionMarker, unboundChannels, withoutUnmanaged, withVersions, type ConfigDocument, type GatewayRelease, type Impact, type PlannedDocument, type Problem } from "../config";
import { messageOf } from "../errors";
import { shortList } from "../shortList";
import { frozenFailures } from "./frozen";
import type { CheckFailure, Properties } from "./handler";
import type { DeclaredSecret } from "./inputs";
import { plannedVersions, type KnownSecret } from "./storeSecrets";

const mostPaths = 40;

/**
 * Checks a document before anything is written, and says what the change does to the bot: the input `impact`, which the preview shows and
 * policies read. No socket is opened. Failures are told at `impact`, because the engine prints the whole value of the property at fault.
 *
 * @param olds inputs of the last update; none for a new bot
 */
export function checkGatewayConfig(olds: Properties, news: Properties): { inputs: Properties; failures: CheckFailure[] } {
  try {
    const schema = ConfigSchema.of(news["release"] as GatewayRelease);
    const was = knownSecrets(olds);
    // By another device, every secret has another version.
    const after = plannedDocument(news, keyOf(news) === keyOf(olds) ? was : {});
    const before = olds["document"] === undefined || isAnotherBot(olds, news) ? undefined : plannedDocument(olds, was);
    const unmanaged = unmanagedOf(news);
    const { release } = schema.table;
    const problems = [
      ...findProblems(after.document, schema),
      ...shownMarkers(after.document),
      ...droppedAgents(before && withoutUnmanaged(before.document, unmanaged), after.document, release),
      // What a bot runs that nobody has seen yet may be this very document.
      ...(unmanaged.includes("bindings") || (before === undefined && isExternalData(news["dataId"])) ? [] : unboundChannels(before?.document ?? {}, after.document, release)),
    ];
    const failures = problemTexts(problems, () => undefined).map((problem) => ({ property: "impact", reason: `bot ${String(news["bot"])}: ${problem}` }));
    const takenBack = unmanagedOf(olds).filter((pattern) => !unmanaged.includes(pattern));
    const impact = impactOf(before, after, schema, unmanaged, takenBack);
    return { inputs: { ...news, impact }, failures: [...failures, ...frozenFailures(news, wouldChange(impact))] };
  } catch (error) {
    return { inputs: news, failures: [{ property: "impact", reason: `bot ${String(news["bot"])}: ${messageOf(error)}` }] };
  }
}

/** What a freeze holds back, in words; undefined where that is nothing. */
function wouldChange({ class: kind, restart = [], hot = [], none = [] }: Impact): string | undefined {
  if (kind === "unchanged") return undefined;
  if (kind === "create") return "Its first document would have been written.";
  return `These would have changed: ${shortList([...restart, ...hot, ...none].sort(), mostPaths)}. What of it the program did not change, somebody changed on the bot: see \`molthub drift\`.`;
}

/** What a gateway shows in place of a secret was copied from one: as a value of ours it means nothing. */
function shownMarkers(document: ConfigDocument): Problem[] {
  const found: Problem[] = [];
  mapScalars(document, (value, path) => {
    if (value === redactionMarker) found.push({ path, what: `must not be "${redactionMarker}", which a gateway shows in place of a secret: give the value or a reference to it, or leave the path to the bot by \`unmanaged\`` });
    return value;
  });
  return found;
}

/** At another address is another bot, which knows nothing of the document before. A local bot that lost its folder is told of by its host. */
function isAnotherBot(olds: Properties, news: Properties): boolean {
  const [before, after] = [olds["dataId"], news["dataId"]];
  return before !== after && isExternalData(after);
}

/** @param was the secrets of the last update */
function plannedDocument(inputs: Properties, was: Readonly<Record<string, KnownSecret>>): PlannedDocument {
  const secretPaths = inputs["secretPaths"];
  return { document: withVersions(inputs["document"] as ConfigDocument, plannedVersions(inputs, was, keyOf(inputs))), secretPaths: holdsUnknown(secretPaths) ? [] : ((secretPaths ?? []) as string[]) };
}

/** The key that versions are made by; in a preview, it may be unknown, and is another one then. */
function keyOf({ connection }: Properties): string {
  return String(memberOf(memberOf(connection, "device"), "privateKey"));
}

/** They all are in a version of their own, whatever it is. */
function knownSecrets({ secrets = {} }: { secrets?: Readonly<Record<string, DeclaredSecret>> }): Readonly<Record<string, KnownSecret>> {
  return Object.fromEntries(Object.entries(secrets).map(([name, declared]) => [name, { ...declared, stored: "LAST" }]));
}

function unmanagedOf(inputs: Properties): string[] {
  return (inputs["unmanaged"] ?? []) as string[];
}
