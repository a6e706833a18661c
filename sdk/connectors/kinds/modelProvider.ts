import type { OpenDocument } from "../../config";
import { MolthubError } from "../../errors";
import type { SecretReference } from "../../secrets";
import type { ConnectorKind } from "../definition";

/** A provider of models. */
export interface ModelProvider {
  /** Its id in the Gateway's document, as `anthropic`. */
  readonly id: string;
  readonly apiKey?: SecretReference;
  /** Name of an OAuth profile that was logged in on the bot, as `anthropic:default`. */
  readonly oauthProfile?: string;
  readonly baseUrl?: string;
  /** Protocol that the provider speaks, in the Gateway's words, as `openai-completions`. */
  readonly api?: string;
  /** Its models in the Gateway's words, with their cost. */
  readonly models?: readonly OpenDocument[];
}

const knownHosts: Readonly<Record<string, string>> = {
  anthropic: "api.anthropic.com",
  google: "generativelanguage.googleapis.com",
  groq: "api.groq.com",
  mistral: "api.mistral.ai",
  openai: "api.openai.com",
  openrouter: "openrouter.ai",
  xai: "api.x.ai",
};

/** @throws MolthubError `invalid-connector` */
export function modelProvider({ id, apiKey, oauthProfile, baseUrl, api, models }: ModelProvider, name: string): ConnectorKind {
  if ((apiKey === undefined) === (oauthProfile === undefined)) throw new MolthubError("invalid-connector", `connector ${name}: modelProvider: needs either \`apiKey\` or \`oauthProfile\`. Give one of them.`);
  const host = baseUrl === undefined ? knownHosts[id] : hostOf(baseUrl);
  if (host === undefined) throw new MolthubError("invalid-connector", `connector ${name}: modelProvider: baseUrl: ${baseUrl === undefined ? `of ${JSON.stringify(id)} is not known here` : "is no URL"}. Give it, as in "https://api.example.com/v1".`);
  const settings = { ...(baseUrl !== undefined && { baseUrl }), ...(api !== undefined && { api }), ...(apiKey && { apiKey }), ...(models && { models: [...models] }) };
  return {
    kind: "modelProvider",
    shared: true,
    credentials: apiKey === undefined ? [] : [apiKey],
    hosts: [host],
    contributionTo: () => ({
      config: {
        ...(Object.keys(settings).length > 0 && { models: { providers: { [id]: settings } } }),
        ...(oauthProfile !== undefined && { auth: { profiles: { [oauthProfile]: { provider: id, mode: "oauth" } } } }),
      },
    }),
  };
}

function hostOf(url: string): string | undefined {
  return URL.parse(url)?.hostname;
}
