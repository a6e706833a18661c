import { createHash, createHmac } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { canonicalJson, isOpaque, isPlainObject, type ConfigDocument } from "../sdk/config";
import { SecretReference } from "../sdk/secrets";
import type { BotPlan } from "./botPlan";
import type { OperatorDevice } from "./resources";

/** Names what a program wants of a fleet: of each bot by its name, and of all of them. */
export interface Desired {
  readonly bots: pulumi.Output<Record<string, string>>;
  readonly rolloutId: pulumi.Output<string>;
}

/**
 * Digests of all that a program wants of its bots: documents, secrets and their versions, releases, plugins and environments. By the key of
 * the fleet, so that they tell nothing of the secrets among that.
 */
export function desiredOf(plans: readonly BotPlan[], device: OperatorDevice): Desired {
  const outputs: pulumi.Input<unknown>[] = [];
  const contents = plans.map((plan) => ({ bot: plan.bot, content: settled(wantedOf(plan), outputs) }));
  const bots = pulumi.unsecret(
    pulumi.all([device.privateKey, pulumi.all(outputs)]).apply(([key, values]) => Object.fromEntries(contents.map(({ bot, content }) => [bot, createHmac("sha256", key).update(canonicalJson(resolved(content, values) as ConfigDocument)).digest("hex").slice(0, 16)]))),
  );
  return { bots, rolloutId: bots.apply((digests) => createHash("sha256").update(canonicalJson(digests)).digest("hex").slice(0, 10)) };
}

function wantedOf({ release, target: { local, external }, document, secrets, unmanaged, plugins }: BotPlan): object {
  const held = [...secrets.environment, ...secrets.store].map(({ name, reference: { from, version, value } }) => ({ name, from, version: version ?? null, value: value ?? null }));
  return { release, document, unmanaged, plugins, held, local: local ?? null, address: external?.address ?? null };
}

interface Placeholder {
  readonly output: number;
}

/** Outputs are gathered, and stand as their number: only they must be waited for. */
function settled(value: unknown, outputs: pulumi.Input<unknown>[]): unknown {
  if (isOpaque(value)) return { output: outputs.push(outputOf(value)) - 1 } satisfies Placeholder;
  if (Array.isArray(value)) return value.map((item) => settled(item, outputs));
  if (isPlainObject(value)) return { object: Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, settled(item, outputs)]]))) };
  return value;
}

/** A secret that stands in a document in clear is a reference to us, and an Output to Pulumi. */
function outputOf(value: unknown): pulumi.Input<unknown> {
  return (SecretReference.isInstance(value) ? value.value : value) as pulumi.Input<unknown>;
}

function resolved(content: unknown, values: readonly unknown[]): unknown {
  if (Array.isArray(content)) return content.map((item) => resolved(item, values));
  if (!isPlainObject(content)) return content;
  if (typeof content["output"] === "number") return (values[content["output"]] ?? null) as unknown;
  return Object.fromEntries(Object.entries(content["object"] as Record<string, unknown>).map(([key, item]) => [key, resolved(item, values)]));
}
