/**
 * What policies see of a bot: facts about it, never its document or a secret. Every leaf is known at preview. Inputs of the
 * `MoltbotInstance` component.
 */
export interface BotProjection {
  readonly bot: string;
  /** npm package of the Gateway. */
  readonly package: string;
  readonly version: string;
  /** Where it runs. */
  readonly target: "local" | "external";
  /** Channels that its document configures, sorted. */
  readonly channels: readonly string[];
  readonly connectors: readonly ConnectorProjection[];
  /** Where each of its secrets comes from, by the name or path it is used under. */
  readonly secrets: readonly SecretProjection[];
  readonly plugins: readonly PluginProjection[];
  /** Hosts that its connectors must reach, sorted; and whether the target lets it reach no other. */
  readonly egress: { readonly hosts: readonly string[]; readonly enforced: boolean };
  /** Of a bot that Molthub runs. */
  readonly host?: HostProjection;
}

/** A connector that is attached to a bot. */
export interface ConnectorProjection {
  readonly name: string;
  /** Such as `slack`. */
  readonly kind: string;
  /** True when many bots may hold the same credential. */
  readonly shared: boolean;
  /** What names its credentials, as `vault:kv/molt/alice/slack#app`, and its account, as `whatsapp:+491701234567`; never values. */
  readonly references: readonly string[];
  /** The plugin that the bot's Gateway needs for it. */
  readonly plugin?: Omit<PluginProjection, "integrity">;
}

/** One secret of a bot. */
export interface SecretProjection {
  /** Name in the bot's environment, or path in its document. */
  readonly at: string;
  /** `value`: from the stack's state. The others name who keeps it. */
  readonly source: "env" | "file" | "exec" | "from" | "value";
  /** How the bot holds it: in its environment file, in its secret store, or as a literal in its config file. */
  readonly held: "environment" | "store" | "literal";
}

/** A plugin that is installed for a bot. */
export interface PluginProjection {
  readonly id: string;
  /** npm package. */
  readonly package: string;
  readonly version: string;
  /** Subresource integrity of the package, as `sha512-…`; absent when none was given. */
  readonly integrity?: string;
}

/** How Molthub runs a bot. */
export interface HostProjection {
  /** One that its release runs on: the installation sees to it. */
  readonly runtime: "node";
  readonly exposure: "loopback";
  readonly port: number;
  readonly dataDir: string;
  /** Names in its environment file, sorted. */
  readonly environment: readonly string[];
}
