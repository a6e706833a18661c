import * as pulumi from "@pulumi/pulumi";
import type { OpenDocument } from "../sdk/config";
import { discord, mcpServer, modelProvider, slack, telegram, webhook, whatsapp, type ConnectorDefinition, type ConnectorKind, type ConnectorScope } from "../sdk/connectors";
import { MolthubError } from "../sdk/errors";
import { toReference, type SecretInput } from "./secret";
import { shown } from "./userError";

/** A Slack app. Two bots on one take each other's messages: each needs its own. */
export interface SlackArgs {
  /** Bot user token, `xoxb-…`. */
  readonly botToken: SecretInput;
  /** App-level token, `xapp-…`, for a bot that listens over a socket. It or `signingSecret` is needed. */
  readonly appToken?: SecretInput;
  /** Signing secret of the app, for a bot that Slack calls. */
  readonly signingSecret?: SecretInput;
  /** OAuth scopes that the bot token needs. If unset, those for reading where it is mentioned, and answering. */
  readonly scopes?: readonly string[];
}

/** A Telegram bot. Two bots on one token take each other's messages: each needs its own. */
export interface TelegramArgs {
  /** Token of BotFather. */
  readonly botToken: SecretInput;
}

/** A Discord bot. Each bot needs its own. */
export interface DiscordArgs {
  readonly token: SecretInput;
}

/** A WhatsApp account, linked on the bot by `molthub link <bot>`. Each bot needs its own. */
export interface WhatsAppArgs {
  /** Its phone number, as +491701234567. */
  readonly number: string;
}

/** A provider of models, for any number of bots. Either `apiKey` or `oauthProfile`. */
export interface ModelProviderArgs {
  /** Its id in the Gateway's document, as `anthropic`. */
  readonly id: string;
  readonly apiKey?: SecretInput;
  /** Name of an OAuth profile that was logged in on the bot, as `anthropic:default`. */
  readonly oauthProfile?: string;
  /** If unset, the provider's own, where the Gateway knows it. */
  readonly baseUrl?: string;
  /** Protocol that it speaks, in the Gateway's words, as `openai-completions`. If unset, the Gateway decides. */
  readonly api?: string;
  /** Its models in the Gateway's words, with their cost. If unset, those that the Gateway knows. */
  readonly models?: readonly OpenDocument[];
}

/** A server of tools, for any number of bots; under the connector's name in the document. OpenClaw only. Either `url` or `command`. */
export interface McpServerArgs {
  readonly url?: string;
  /** The program that the Gateway starts. */
  readonly command?: string;
  readonly args?: readonly string[];
  /** Sent with every request; values may be secret. */
  readonly headers?: Readonly<Record<string, SecretInput>>;
  /** Of the program; values may be secret. */
  readonly env?: Readonly<Record<string, SecretInput>>;
}

/** The Gateway's web hooks, by which others call the bot. */
export interface WebhookArgs {
  /** What a caller must know. */
  readonly token: SecretInput;
  /** If unset, the Gateway's own. */
  readonly path?: string;
  /** What calls do, in the Gateway's words. If unset, nothing beside the Gateway's own paths. */
  readonly mappings?: readonly OpenDocument[];
}

/** Arguments of `Connector`: exactly one kind. They decide what documents look like, so only secrets in them may be Outputs. */
export interface ConnectorArgs {
  readonly slack?: SlackArgs;
  readonly telegram?: TelegramArgs;
  readonly discord?: DiscordArgs;
  readonly whatsapp?: WhatsAppArgs;
  readonly modelProvider?: ModelProviderArgs;
  readonly mcpServer?: McpServerArgs;
  readonly webhook?: WebhookArgs;
  /** Which bots may attach it. If unset, all. */
  readonly allow?: ConnectorScope;
  /** Day on which its credential ends, as "2027-01-31". Shown by `molthub connectors`. If unset, not known. */
  readonly expires?: string;
}

/**
 * A credential, with its channel, model provider or server: declared once, attached to bots by `connectors`.
 *
 * @example One key for all bots
 * const model = new Connector("anthropic", { modelProvider: { id: "anthropic", apiKey: secret.env("ANTHROPIC_API_KEY") } });
 * @example One declaration, a credential for each bot
 * const telegram = new Connector("support", { telegram: { botToken: secret.from("vault:kv/molt/{bot}/telegram#token") } });
 * new MoltbotFleet("support", { gateway: { version: "2026.9.6" }, connectors: [model], bots: { alice: { connectors: [telegram] }, bob: {} } });
 */
export class Connector extends pulumi.ComponentResource {
  static readonly __pulumiType = "molthub:index:Connector";

  /** True for a connector, also one made by another copy of this library. */
  static override isInstance(value: unknown): value is Connector {
    return (value as { __pulumiType?: unknown } | null | undefined)?.__pulumiType === Connector.__pulumiType;
  }

  /** @internal */
  readonly definition: ConnectorDefinition;

  constructor(name: string, args: ConnectorArgs, opts?: pulumi.ComponentResourceOptions) {
    const definition = shown(() => definitionOf(name, args));
    const { kind, shared, credentials, hosts, scopes, expires } = definition;
    super(Connector.__pulumiType, name, { name, kind, shared, credentials: credentials.map(({ from }) => from), hosts, ...(scopes && { scopes }), ...(expires !== undefined && { expires }) }, opts);
    this.definition = definition;
    this.registerOutputs({});
  }
}

function definitionOf(name: string, args: ConnectorArgs): ConnectorDefinition {
  const { allow, expires, ...kinds } = args;
  const [kind, another] = Object.entries(kinds).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  if (kind === undefined || another !== undefined) {
    throw new MolthubError("invalid-connector", `connector ${name}: ${kind === undefined ? "names no kind" : `is ${kind} and ${String(another)}`}. Give exactly one of slack, telegram, discord, whatsapp, modelProvider, mcpServer, webhook.`);
  }
  if (expires !== undefined && (!/^\d{4}-\d{2}-\d{2}$/.test(expires) || Number.isNaN(Date.parse(expires)))) throw new MolthubError("invalid-connector", `connector ${name}: expires: must be a day, as "2027-01-31".`);
  const made = kindOf(name, kinds);
  if (made === undefined) throw new MolthubError("invalid-connector", `connector ${name}: ${JSON.stringify(kind)} is not a kind of connector. Use slack, telegram, discord, whatsapp, modelProvider, mcpServer or webhook.`);
  return { ...made, name, ...(allow && { allow }), ...(expires !== undefined && { expires }) };
}

function kindOf(name: string, args: Omit<ConnectorArgs, "allow" | "expires">): ConnectorKind | undefined {
  if (args.slack) {
    const { botToken, appToken, signingSecret, scopes } = args.slack;
    return slack({ botToken: toReference(botToken), ...(appToken !== undefined && { appToken: toReference(appToken) }), ...(signingSecret !== undefined && { signingSecret: toReference(signingSecret) }), ...(scopes && { scopes }) }, name);
  }
  if (args.telegram) return telegram({ botToken: toReference(args.telegram.botToken) });
  if (args.discord) return discord({ token: toReference(args.discord.token) });
  if (args.whatsapp) return whatsapp(args.whatsapp, name);
  if (args.modelProvider) {
    const { apiKey, ...others } = args.modelProvider;
    return modelProvider({ ...others, ...(apiKey !== undefined && { apiKey: toReference(apiKey) }) }, name);
  }
  if (args.mcpServer) {
    const { headers, env, ...others } = args.mcpServer;
    return mcpServer({ ...others, ...(headers && { headers: references(headers) }), ...(env && { env: references(env) }) }, name);
  }
  if (args.webhook) return webhook({ ...args.webhook, token: toReference(args.webhook.token) });
  return undefined;
}

/** Plain texts of a server's headers and environment need not be secret. */
function references(values: Readonly<Record<string, SecretInput>>): Record<string, string | ReturnType<typeof toReference>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, typeof value === "string" ? value : toReference(value)]));
}
