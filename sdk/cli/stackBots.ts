import type { z } from "zod";
import { MolthubError } from "../errors";
import { secretTexts, withVersions } from "../config";
import type { GatewayPaths } from "../apply";
import { connectGateway, type GatewayClient } from "../gateway";
import type { LastApplied } from "../health";
import type { Deadline } from "../deadline";
import { readStack, type StackState } from "./stackState";
import { gatewayConfigInputs, gatewayConfigOutputs, localGatewayOutputs, unseenDigest, type GatewayConfigOutputs, type StoredSecret } from "../providers/inputs";

/** A bot as the stack's state knows it. */
export interface StackBot {
  /** URN of its GatewayConfig: names are unique in a fleet only. */
  readonly urn: string;
  readonly bot: string;
  /** Names the data that its document was written into. */
  readonly dataId: string;
  /** `unreachable` for a bot that the last run did not get to. */
  readonly observed: string;
  readonly applied: LastApplied;
  /** Connectors that it has, with the time since which it has each. */
  readonly attachedSince: Readonly<Record<string, string>>;
  /** What it has in its secret store, by name. */
  readonly storedSecrets: Readonly<Record<string, StoredSecret>>;
  /** Where its Gateway is to have its things, as far as anybody said. */
  readonly paths?: GatewayPaths;
  /** How its Gateway is run, where Molthub runs it. */
  readonly host?: LocalHost;
  /** Secrets that must not be shown. */
  readonly secrets: readonly string[];
  readonly connect: (scopes: readonly string[], deadline: Deadline) => Promise<GatewayClient>;
}

export const configType = "pulumi-nodejs:dynamic/molthub:GatewayConfig";
export const hostType = "pulumi-nodejs:dynamic/molthub:LocalGateway";

/** A Gateway that Molthub runs on a machine. */
export type LocalHost = z.infer<typeof localGatewayOutputs>;

const configInputs = gatewayConfigInputs.pick({ document: true });

/**
 * The bots of a stack, from its state: whatever program made them, and without running it.
 *
 * @param stack if undefined, the selected stack
 * @throws MolthubError `no-stack` with Pulumi's own words
 */
export async function stackBots(stack: string | undefined): Promise<StackBot[]> {
  return botsIn(await readStack(stack));
}

/** The bots of a state, by name. */
export function botsIn(resourcesOf: StackState): StackBot[] {
  const hosts = new Map(resourcesOf(hostType).map(({ urn, outputs }) => [instanceOf(urn), localGatewayOutputs.parse(outputs)]));
  return resourcesOf(configType)
    .map(({ urn, inputs, outputs }) => toBot(urn, configInputs.parse(inputs), gatewayConfigOutputs.parse(outputs), hosts.get(instanceOf(urn))))
    .sort((a, b) => a.bot.localeCompare(b.bot));
}

/** The instance of which a host and a config are: urn:pulumi:<stack>::<project>::<types of the parents>$<type>::<instance>-<child> */
export function instanceOf(urn: string): string {
  return urn.replace(/\$[^$]*::/, "::").replace(/-(config|gateway)$/, "");
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

function toBot(urn: string, { document }: z.infer<typeof configInputs>, outputs: GatewayConfigOutputs, host: LocalHost | undefined): StackBot {
  const { bot, release, connection, dataId, observed, digest, secretPaths, unmanaged, sealed, seen, paths, attachedSince, storedSecrets, secretValues } = outputs;
  const { endpoint, token, device } = connection;
  const versions = Object.fromEntries(Object.entries(storedSecrets).map(([name, { stored }]) => [name, stored]));
  const secrets = [token, device.privateKey, ...Object.values(host?.environment ?? {}), ...Object.values(secretValues), ...secretTexts(sealed, document)];
  return {
    urn,
    bot,
    dataId,
    observed,
    attachedSince,
    storedSecrets,
    applied: { release, document: withVersions(document, versions), digest, isReached: digest !== unseenDigest, secretPaths, unmanaged, sealed, secrets, key: device.privateKey, ...(seen !== undefined && { seen }) },
    ...(paths !== undefined && { paths }),
    ...(host !== undefined && { host }),
    secrets,
    connect: (scopes, deadline) => connectGateway({ endpoint, token, device, scopes, deadline }),
  };
}
