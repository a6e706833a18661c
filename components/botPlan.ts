import { ConfigSchema, diffDocuments, filledIn, findProblems, formatPath, InvalidDocument, managedKeysOf, missingPlugins, pinnedPlugins, placeSecrets, problemTexts, provenanceOf, render, requireKnownPatterns, requireKnownRelease, requireValidBotName, requireValidPatterns, withoutUnmanaged, type GatewayRelease, type Layer, type OpenDocument, type PlacedDocument, type PluginPins, type RenderedBot, type SecretPlaces } from "../sdk/config";
import { requireAgreeing, type ConnectorDefinition } from "../sdk/connectors";
import { MolthubError } from "../sdk/errors";
import { connectorLayer, connectorsOf } from "./attachments";
import type { BotLayers } from "./botLayers";
import type { FreezeInputs } from "./freezes";
import type { MoltbotInstanceArgs } from "./instanceArgs";
import { recordRendering } from "./recordRendering";
import { planTarget, type TargetPlan } from "./target";

/** All that is decided about a bot before any resource is made. */
export interface BotPlan {
  readonly bot: string;
  readonly release: GatewayRelease;
  readonly target: TargetPlan;
  readonly document: OpenDocument;
  /** Secrets of the document, by how the bot gets them. */
  readonly secrets: Omit<PlacedDocument, "document">;
  readonly connectors: readonly ConnectorDefinition[];
  readonly unmanaged: readonly string[];
  /** By id. */
  readonly plugins: PluginPins;
  /** What its resources are told of a freeze. Absent where none is in force. */
  readonly freeze?: FreezeInputs;
}

/**
 * Decides everything about a bot, and refuses what cannot be. Makes no resource, so that a fleet refuses a bad bot before it makes the
 * first resource of a good one.
 *
 * @param layers those of the bot
 * @throws MolthubError naming the bot, the argument or layer and path, and the remedy
 */
export function planBot(bot: string, args: MoltbotInstanceArgs, layers: BotLayers): BotPlan {
  const where = `bot ${bot}`;
  requireValidBotName(bot);
  const release = { package: args.gateway.package ?? "openclaw", version: args.gateway.version };
  requireKnownRelease(release, where);
  const target = planTarget(bot, release, args);
  const unmanaged = args.unmanaged ?? [];
  requireValidPatterns(unmanaged, `${where}: unmanaged`);
  requireKnownPatterns(unmanaged, `${where}: unmanaged`, "are-leaves");
  if (target.external === undefined) requireManagedKept(unmanaged, release, where);
  const schema = ConfigSchema.of(release);
  const labels = args.labels ?? {};
  const connectors = connectorsOf(bot, release, { labels, connectors: args.connectors ?? [] });
  const plugins = pinnedPlugins(args.plugins ?? {}, release, where);
  const all = forBot(bot, () => [...(target.local === undefined ? [] : pluginLayers(plugins)), ...layers.below, ...connectors.map((connector) => connectorLayer(connector, release)), ...layers.above]);
  // By now they are known to be for this release.
  requireAgreeing(bot, release, connectors);
  const rendered: RenderedBot = { labels, release, arrayKey: (path) => schema.arrayKeyAt(path), managed: target.external === undefined };
  // What a bot has that something else runs is known only where it is said.
  const installed = target.local !== undefined || args.plugins !== undefined ? plugins : undefined;
  const { document, ...secrets } = placeSecrets(bot, renderFor(bot, all, rendered, schema, installed), schema, placesOf(target));
  return { bot, release, target, document, secrets, connectors, unmanaged: [...unmanaged, ...filledIn(document, release)], plugins };
}

/** How a bot can be given secrets. */
export function placesOf({ local, external }: TargetPlan): SecretPlaces {
  return { hosted: local !== undefined, environment: local === undefined ? (external?.env ?? []) : Object.keys(local.environment) };
}

/** A bot that is let to change what keeps it reachable from its own machine only would not be seen to do so. */
function requireManagedKept(unmanaged: readonly string[], release: GatewayRelease, where: string): void {
  const managed = managedKeysOf(release.package);
  for (const pattern of unmanaged) {
    const [lost] = diffDocuments(managed, withoutUnmanaged(managed, [pattern]));
    if (lost !== undefined) throw new MolthubError("managed-key", `${where}: unmanaged: ${pattern} would leave ${formatPath(lost.path)} to the bot, which Molthub manages. Name the paths beside it.`);
  }
}

function renderFor(bot: string, layers: readonly Layer[], rendered: RenderedBot, schema: ConfigSchema, plugins: PluginPins | undefined): OpenDocument {
  const document = forBot(bot, () => {
    const merged = render(layers, rendered);
    // By now they are known to be paths.
    for (const { name, locked = [] } of layers) requireKnownPatterns(locked, `${name}: locked`, "may-enter");
    return merged;
  });
  recordRendering(bot, layers, rendered, schema);
  const problems = [...findProblems(document, schema), ...(plugins === undefined ? [] : missingPlugins(document, plugins, rendered.release))];
  if (problems.length > 0) throw new InvalidDocument(bot, problemTexts(problems, provenanceOf(layers, rendered).layerOf));
  return document;
}

/** What the document says of installed plugins, below all layers: one of them may say otherwise. */
function pluginLayers(plugins: PluginPins): Layer[] {
  const ids = Object.keys(plugins);
  return ids.length === 0 ? [] : [{ name: "plugins", config: { plugins: { entries: Object.fromEntries(ids.map((id) => [id, { enabled: true }])) } } }];
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
