import type { GatewayRelease, LayerSelector, OpenDocument } from "../config";
import type { SecretReference } from "../secrets";

/** What a connector brings to a bot: a fragment of its document, and what that needs beside it. */
export interface Contribution {
  /** The Gateway's own words; credentials are secret references in it. */
  readonly config: OpenDocument;
  /** The plugin that a Gateway of this release needs; absent when it needs none. */
  readonly plugin?: PluginNeed;
}

/** A plugin that a Gateway does not have of its own. */
export interface PluginNeed {
  readonly id: string;
  /** npm package. */
  readonly package: string;
  readonly version: string;
}

/** A kind of connector, with the arguments that it was declared with. */
export interface ConnectorKind {
  /** Such as `slack`. */
  readonly kind: string;
  /** False where two bots with one credential take each other's messages. */
  readonly shared: boolean;
  /** Every credential of it. */
  readonly credentials: readonly SecretReference[];
  /** What nobody else may use at the same time, beside the credentials, such as a phone number. */
  readonly account?: string;
  /** Hosts that a bot must reach for it. */
  readonly hosts: readonly string[];
  /** What must be granted to the credential at the vendor's, for people to check. */
  readonly scopes?: readonly string[];
  /** @throws MolthubError `unsupported-connector` for a Gateway that cannot have it */
  contributionTo(release: GatewayRelease): Contribution;
}

/** Who may attach a connector: a bot must meet all that is given. */
export interface ConnectorScope {
  /** Labels that the bot must have. If unset, any. */
  readonly matchLabels?: LayerSelector["matchLabels"];
  /** Names of bots. If unset, any. */
  readonly bots?: readonly string[];
  /** Names of stacks. If unset, any. */
  readonly stacks?: readonly string[];
}

/** A declared credential with its channel, provider or server. */
export interface ConnectorDefinition extends ConnectorKind {
  readonly name: string;
  /** Who may attach it. If unset, every bot. */
  readonly allow?: ConnectorScope;
  /** Day on which its credential ends, as 2027-01-31. */
  readonly expires?: string;
}
