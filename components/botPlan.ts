import { ConfigSchema, diffDocuments, filledIn, findProblems, formatPath, InvalidDocument, managedKeysOf, problemTexts, provenanceOf, render, requireKnownPatterns, requireKnownRelease, requireValidPatterns, withoutUnmanaged, type GatewayRelease, type Layer, type OpenDocument, type RenderedBot } from "../sdk/config";
import { MolthubError } from "../sdk/errors";
import type { MoltbotInstanceArgs } from "./instanceArgs";
import { recordRendering } from "./recordRendering";
import { planTarget, type TargetPlan } from "./target";

/** All that is decided about a bot before any resource is made. */
export interface BotPlan {
  readonly bot: string;
  readonly release: GatewayRelease;
  readonly target: TargetPlan;
  readonly document: OpenDocument;
  readonly unmanaged: readonly string[];
}

/**
 * Decides everything about a bot, and refuses what cannot be. Makes no resource, so that a fleet refuses a bad bot before it makes the
 * first resource of a good one.
 *
 * @param layers those of the bot, in order
 * @throws MolthubError naming the bot, the argument or layer and path, and the remedy
 */
export function planBot(bot: string, args: MoltbotInstanceArgs, layers: readonly Layer[]): BotPlan {
  const where = `bot ${bot}`;
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(bot)) {
    throw new MolthubError("invalid-name", `${where}: a bot's name is 1 to 63 lower-case letters, digits and hyphens, and begins and ends with a letter or digit.`);
  }
  const release = { package: args.gateway.package ?? "openclaw", version: args.gateway.version };
  requireKnownRelease(release, where);
  const target = planTarget(bot, release, args);
  const unmanaged = args.unmanaged ?? [];
  requireValidPatterns(unmanaged, `${where}: unmanaged`);
  requireKnownPatterns(unmanaged, `${where}: unmanaged`, "are-leaves");
  if (target.external === undefined) requireManagedKept(unmanaged, release, where);
  const schema = ConfigSchema.of(release);
  const rendered: RenderedBot = { labels: args.labels ?? {}, release, arrayKey: (path) => schema.arrayKeyAt(path), managed: target.external === undefined };
  const document = renderFor(bot, layers, rendered, schema);
  return { bot, release, target, document, unmanaged: [...unmanaged, ...filledIn(document, release)] };
}

/** A bot that is let to change what keeps it reachable from its own machine only would not be seen to do so. */
function requireManagedKept(unmanaged: readonly string[], release: GatewayRelease, where: string): void {
  const managed = managedKeysOf(release.package);
  for (const pattern of unmanaged) {
    const [lost] = diffDocuments(managed, withoutUnmanaged(managed, [pattern]));
    if (lost !== undefined) throw new MolthubError("managed-key", `${where}: unmanaged: ${pattern} would leave ${formatPath(lost.path)} to the bot, which Molthub manages. Name the paths beside it.`);
  }
}

function renderFor(bot: string, layers: readonly Layer[], rendered: RenderedBot, schema: ConfigSchema): OpenDocument {
  const document = forBot(bot, () => {
    const merged = render(layers, rendered);
    // By now they are known to be paths.
    for (const { name, locked = [] } of layers) requireKnownPatterns(locked, `${name}: locked`, "may-enter");
    return merged;
  });
  recordRendering(bot, layers, rendered, schema);
  const problems = findProblems(document, schema);
  if (problems.length > 0) throw new InvalidDocument(bot, problemTexts(problems, provenanceOf(layers, rendered).layerOf));
  return document;
}

/** Layers do not know which bot they are for. */
export function forBot<T>(bot: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof MolthubError) throw new MolthubError(error.code, `bot ${bot}: ${error.message}`);
    throw error;
  }
}
