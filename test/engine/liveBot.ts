import { execFileSync } from "node:child_process";
import { Deadline } from "../../sdk/deadline";
import { connectGateway, type ConfigSnapshot, type GatewayClient } from "../../sdk/gateway";
import type { EngineProject } from "./project";

/** How a bot is reached right now, as the stack's state says. */
interface KnownBot {
  readonly address: string;
  readonly token: string;
}

/** What a bot itself says, asked past everything that is tested. */
export interface LiveBot {
  readonly bootId: string | undefined;
  readonly config: ConfigSnapshot;
}

/** Connects to a bot with the endpoint and token that its process was started with. */
export async function connectTo(project: EngineProject, name: string): Promise<GatewayClient> {
  const { address, token } = knownBot(project, name);
  const deadline = Deadline.after(60_000, `bot ${name}`);
  return connectGateway({ endpoint: { transport: "direct", address }, token, scopes: ["operator.admin"], deadline, patience: "startup" });
}

/** What the bot runs. */
export async function lookAtBot(project: EngineProject, name: string): Promise<LiveBot> {
  const client = await connectTo(project, name);
  try {
    return { bootId: client.hello.bootId, config: await client.call("config.get", {}) };
  } finally {
    await client.close();
  }
}

/** Edits a bot's config by hand, as somebody else would. */
export async function editByHand(project: EngineProject, name: string, patch: Record<string, unknown>): Promise<void> {
  const client = await connectTo(project, name);
  try {
    const { hash } = await client.call("config.get", {});
    await client.call("config.patch", { raw: JSON.stringify(patch), ...(hash !== undefined && { baseHash: hash }) });
  } finally {
    await client.close();
  }
}

function knownBot(project: EngineProject, name: string): KnownBot {
  const text = execFileSync("pulumi", ["stack", "export", "--show-secrets", "--stack", project.stack], { cwd: project.dir, env: project.env, encoding: "utf8" });
  const { deployment } = JSON.parse(text) as { deployment: { resources: { type: string; outputs: { bot?: string; endpoint?: { address: string }; token?: { plaintext: string } } }[] } };
  const gateway = deployment.resources.find(({ type, outputs }) => type.endsWith(":LocalGateway") && outputs.bot === name)?.outputs;
  if (gateway?.endpoint === undefined || gateway.token === undefined) throw new Error(`the state knows no gateway of bot ${name}`);
  return { address: gateway.endpoint.address, token: JSON.parse(gateway.token.plaintext) as string };
}
