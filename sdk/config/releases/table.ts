import type { GatewayRelease } from "../versions";

/** How a change of a leaf takes effect (`config.schema.lookup`, openclaw 2026.9.6): by a restart, live, or without any doing. */
export type ReloadKind = "restart" | "hot" | "none";

/**
 * What a Gateway accepts at one place of its document: the keywords of JSON Schema (draft 7) that say something of a value, without
 * texts and defaults. Where JSON Schema nests, a node has the index of another node of its table, so that equal parts are kept once.
 */
export interface SchemaNode {
  readonly type?: "string" | "integer" | "number" | "boolean" | "null" | "object" | "array";
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, number>>;
  readonly required?: readonly string[];
  /** What keys without an entry in `properties` hold; absent where there may be none. */
  readonly additionalProperties?: number;
  readonly propertyNames?: number;
  readonly items?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** The property by which the Gateway tells the items of this array apart. */
  readonly arrayKey?: string;
  readonly anyOf?: readonly number[];
}

/** The plugin that brings a channel which the Gateway's own package lacks. */
export interface ChannelPlugin {
  readonly id: string;
  /** npm package. */
  readonly package: string;
}

/** What must be known of a Gateway release without asking a bot. Captured from a running one: `npm run capture -- <package>@<version>`. */
export interface ReleaseTable {
  readonly release: GatewayRelease;
  /** Index of the document's own node. */
  readonly root: number;
  readonly nodes: readonly SchemaNode[];
  /**
   * How leaves take effect: by dotted path, `*` for any key or index; the longest entry that begins a leaf's path decides. The entry
   * of the empty path is there for all that has no other.
   */
  readonly reload: Readonly<Record<string, ReloadKind>>;
  /** Channels that the Gateway's own package brings. */
  readonly bundledChannels: readonly string[];
  /** Ids of the plugins that the Gateway's own package brings. */
  readonly bundledPlugins: readonly string[];
  /** The plugins of the other channels of which it knows, by channel. */
  readonly channelPlugins: Readonly<Record<string, ChannelPlugin>>;
  /** Paths whose values the Gateway itself takes for secrets; `*` for any key or index. */
  readonly sensitive: readonly string[];
}
