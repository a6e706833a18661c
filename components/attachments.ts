import * as pulumi from "@pulumi/pulumi";
import { selects, type GatewayRelease, type Layer, type LayerSelector } from "../sdk/config";
import { requireAllowed, type ConnectorDefinition } from "../sdk/connectors";
import { MolthubError } from "../sdk/errors";
import { Connector } from "./connector";

/** A connector for some of the bots. */
export interface SelectedConnector {
  readonly connector: Connector;
  /** The bots that it is attached to. If unset, all. */
  readonly selector?: LayerSelector;
}

/** What stands for a connector: itself, or the long form with a selector. */
export type ConnectorInput = Connector | SelectedConnector;

/** What decides whether a connector is attached. */
export interface AttachingArgs {
  readonly labels: Readonly<Record<string, string>>;
  readonly connectors: readonly ConnectorInput[];
}

/**
 * The connectors of a bot, each once.
 *
 * @throws MolthubError `connector-not-allowed`, `invalid-connector`, `invalid-layer`
 */
export function connectorsOf(bot: string, release: GatewayRelease, { labels, connectors }: AttachingArgs): ConnectorDefinition[] {
  const attached = new Map<string, ConnectorDefinition>();
  for (const input of connectors) {
    const { connector, selector } = longForm(bot, input);
    const { definition } = connector;
    if (!selects({ name: `connector ${definition.name}`, config: {}, ...(selector && { selector }) }, { labels, release })) continue;
    const other = attached.get(definition.name);
    if (other !== undefined && other !== definition) throw new MolthubError("invalid-connector", `bot ${bot}: connectors: two of them are named ${definition.name}. Give one of them another name.`);
    requireAllowed(definition, { bot, stack: pulumi.getStack(), labels });
    attached.set(definition.name, definition);
  }
  return [...attached.values()];
}

/** What a connector adds to the document of a bot. */
export function connectorLayer({ name, contributionTo }: ConnectorDefinition, release: GatewayRelease): Layer {
  return { name: `connector ${name}`, config: contributionTo(release).config };
}

function longForm(bot: string, input: ConnectorInput): SelectedConnector {
  if (Connector.isInstance(input)) return { connector: input };
  if (Connector.isInstance((input as Partial<SelectedConnector> | null | undefined)?.connector)) return input as SelectedConnector;
  throw new MolthubError("invalid-connector", `bot ${bot}: connectors: one of them is no connector. Give what \`new Connector(...)\` made, or { connector, selector }.`);
}
