import { execa, ExecaError } from "execa";
import { z } from "zod";
import { MolthubError } from "../errors";
import { connectGateway, type GatewayClient } from "../gateway";
import type { AppliedConfig } from "../health";
import type { Deadline } from "../deadline";
import { gatewayConfigOutputs } from "../providers/inputs";

/** A bot as the stack's state knows it. */
export interface StackBot {
  /** URN of its GatewayConfig: names are unique in a fleet only. */
  readonly urn: string;
  readonly bot: string;
  readonly applied: AppliedConfig;
  /** Secrets that must not be shown. */
  readonly secrets: readonly string[];
  readonly connect: (scopes: readonly string[], deadline: Deadline) => Promise<GatewayClient>;
}

export const configType = "pulumi-nodejs:dynamic/molthub:GatewayConfig";
export const hostType = "pulumi-nodejs:dynamic/molthub:LocalGateway";

const hostOutputs = z.object({ bot: z.string(), environment: z.record(z.string(), z.string()) });

// The key that marks an envelope in Pulumi's state files.
const secretSignature = "4dabf18193072939515e22adb298388d";

const exported = z.object({
  deployment: z.object({ resources: z.array(z.object({ urn: z.string(), type: z.string(), outputs: z.record(z.string(), z.unknown()).optional() })).optional() }),
});

/**
 * The bots of a stack, from its state: whatever program made them, and without running it.
 *
 * @param stack if undefined, the selected stack
 * @throws MolthubError `no-stack` with Pulumi's own words
 */
export async function stackBots(stack: string | undefined): Promise<StackBot[]> {
  const state = exported.parse(JSON.parse(await exportStack(stack)));
  const resourcesOf = (wanted: string): { urn: string; outputs: unknown }[] => (state.deployment.resources ?? []).flatMap(({ urn, type, outputs }) => (type === wanted && outputs !== undefined ? [{ urn, outputs: decrypted(outputs) }] : []));
  const environments = new Map(resourcesOf(hostType).map(({ outputs }) => hostOutputs.parse(outputs)).map(({ bot, environment }) => [bot, Object.values(environment)]));
  return resourcesOf(configType)
    .map(({ urn, outputs }) => ({ urn, outputs: gatewayConfigOutputs.parse(outputs) }))
    .map(({ urn, outputs }) => toBot(urn, outputs, environments.get(outputs.bot) ?? []))
    .sort((a, b) => a.bot.localeCompare(b.bot));
}

/**
 * One bot of a stack.
 *
 * @throws MolthubError `unknown-bot`, naming those there are
 */
export async function stackBot(stack: string | undefined, name: string): Promise<StackBot> {
  const bots = await stackBots(stack);
  const found = bots.find(({ bot }) => bot === name);
  if (found !== undefined) return found;
  const known = bots.map(({ bot }) => bot).join(", ");
  throw new MolthubError("unknown-bot", `there is no bot ${name} in this stack. ${known === "" ? "It has no bots yet: run pulumi up." : `Its bots: ${known}.`}`);
}

async function exportStack(stack: string | undefined): Promise<string> {
  try {
    const { stdout } = await execa("pulumi", ["stack", "export", "--show-secrets", "--non-interactive", ...(stack === undefined ? [] : ["--stack", stack])], { stdin: "ignore" });
    return stdout;
  } catch (error) {
    if (error instanceof ExecaError && error.code === "ENOENT") throw new MolthubError("no-pulumi", "pulumi is not on PATH. Install it, or run this through `npm run molthub --`.");
    const words = error instanceof ExecaError ? String(error.stderr).trim() : String(error);
    throw new MolthubError("no-stack", `cannot read the stack's state: ${words}\nRun this in the folder of a Pulumi project, and name a stack that exists with --stack.`);
  }
}

/** A value of an export in which every secret is as `pulumi stack export --show-secrets` tells it: JSON text in an envelope. */
function decrypted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decrypted);
  if (typeof value !== "object" || value === null) return value;
  const { [secretSignature]: signature, plaintext } = value as Record<string, unknown>;
  if (signature !== undefined && typeof plaintext === "string") return JSON.parse(plaintext);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decrypted(item)]));
}

function toBot(urn: string, { bot, connection, digest, secretPaths, sealed }: z.infer<typeof gatewayConfigOutputs>, environment: readonly string[]): StackBot {
  const { endpoint, token, device } = connection;
  return {
    urn,
    bot,
    applied: { digest, secretPaths, sealed, key: device.privateKey },
    secrets: [token, device.privateKey, ...environment, ...Object.values(sealed).map(String)],
    connect: (scopes, deadline) => connectGateway({ endpoint, token, device, scopes, deadline }),
  };
}
