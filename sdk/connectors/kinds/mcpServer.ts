import { MolthubError } from "../../errors";
import { SecretReference } from "../../secrets";
import type { ConnectorKind } from "../definition";

/** A server of tools. */
export interface McpServer {
  /** Where it is reached. Without it, `command`. */
  readonly url?: string;
  /** The program that the Gateway starts. Without it, `url`. */
  readonly command?: string;
  readonly args?: readonly string[];
  readonly headers?: Readonly<Record<string, string | SecretReference>>;
  readonly env?: Readonly<Record<string, string | SecretReference>>;
}

/**
 * @param name of the connector, and of the server in the document
 * @throws MolthubError `invalid-connector`
 */
export function mcpServer({ url, command, args, headers, env }: McpServer, name: string): ConnectorKind {
  if ((url === undefined) === (command === undefined)) throw new MolthubError("invalid-connector", `connector ${name}: mcpServer: needs either \`url\` or \`command\`. Give one of them.`);
  const host = url === undefined ? undefined : URL.parse(url)?.hostname;
  if (url !== undefined && host === undefined) throw new MolthubError("invalid-connector", `connector ${name}: mcpServer: url: is no URL. Write it as in "https://mcp.example.com/sse".`);
  const server = { ...(url !== undefined && { url }), ...(command !== undefined && { command }), ...(args && { args: [...args] }), ...(headers && { headers }), ...(env && { env }) };
  return {
    kind: "mcpServer",
    shared: true,
    credentials: [...Object.values(headers ?? {}), ...Object.values(env ?? {})].filter((value) => SecretReference.isInstance(value)),
    hosts: host === undefined ? [] : [host],
    contributionTo({ package: line, version }) {
      if (line === "openclaw") return { config: { mcp: { servers: { [name]: server } } } };
      throw new MolthubError("unsupported-connector", `connector ${name}: ${line} ${version} has no MCP servers. Attach it to bots of openclaw only, by \`selector\` or per bot.`);
    },
  };
}
