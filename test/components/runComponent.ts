import { setTimeout as delay } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { expect } from "vitest";

/** A resource as the program asks the engine to register it. */
export interface Registered {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  /** Name of the parent; empty for what stands alone. */
  readonly parent: string;
  /** As they are sent: a secret is `{ secret: value }`, an absent value is absent. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
  readonly dependencies: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
}

/** What a program has registered. */
export interface Program<T> {
  readonly result: T;
  /** In the order of registration. */
  readonly resources: readonly Registered[];
  /** The resource of this name. */
  readonly named: (name: string) => Registered;
  /** The names of one kind, by the last part of their type: `GatewayConfig`. */
  readonly byType: (type: string) => readonly string[];
  /** One line per resource, children below their parent. */
  readonly tree: string;
}

const secretSignature = "4dabf18193072939515e22adb298388d";

/**
 * Runs a program against Pulumi's mocks and looks at what it asks of the engine. What must hold of every component is asserted here:
 * no two resources of one URN, and every child's name begins with its parent's.
 *
 * @throws what the program throws, or what any of its registrations failed with
 */
export async function runComponent<T>(program: () => T): Promise<Program<T>> {
  const { result, resources, failure } = await attempt(program);
  if (failure !== undefined) throw failure;
  for (const { name, parent } of resources) expect(name.startsWith(parent), `${name} begins with the name of its parent ${parent}`).toBe(true);
  expect(new Set(resources.map(({ urn }) => urn)).size, "URNs differ").toBe(resources.length);
  const children = (parent: string, indent: string): string[] =>
    resources.filter((resource) => resource.parent === parent).flatMap(({ type, name }) => [`${indent}${lastPart(type)} ${name}`, ...children(name, `${indent}  `)]);
  return {
    result: result as T,
    resources,
    named: (name) => resources.find((resource) => resource.name === name) ?? expect.fail(`no resource is named ${name}`),
    byType: (type) => resources.filter((resource) => lastPart(resource.type) === type).map(({ name }) => name),
    tree: children("", "").join("\n"),
  };
}

/** The error that a program ends with, and what it had registered by then. */
export async function failedProgram(program: () => unknown): Promise<{ error: unknown; resources: readonly Registered[] }> {
  // An Output that fails, fails in many promises at once, most of them nobody waits for: Pulumi's own host collects them just so.
  const others = process.listeners("unhandledRejection");
  const rejected: unknown[] = [];
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", (reason) => rejected.push(reason));
  try {
    const { failure, resources } = await attempt(program);
    await delay(20);
    return { error: failure ?? rejected[0] ?? expect.fail("the program did not fail"), resources };
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const other of others) process.on("unhandledRejection", other);
  }
}

async function attempt<T>(program: () => T): Promise<{ result?: T; resources: readonly Registered[]; failure?: unknown }> {
  const resources: Registered[] = [];
  await pulumi.runtime.setMocks({ call: () => ({}), newResource: ({ name, type, inputs }) => ({ id: `${name}-id`, state: { ...inputs, ...computed(type, name) } }) }, "project", "dev", false);
  const original = MockMonitor.prototype.registerResource;
  MockMonitor.prototype.registerResource = function (this: MockMonitor, request: RegisterResourceRequest, callback: unknown) {
    resources.push(asRegistered(request));
    return (original as (request: RegisterResourceRequest, callback: unknown) => Promise<void>).call(this, request, callback);
  } as typeof original;
  try {
    const result = program();
    await pulumi.runtime.disconnect();
    return { result, resources };
  } catch (failure) {
    return { resources, failure };
  } finally {
    MockMonitor.prototype.registerResource = original;
  }
}

/** Outputs that a provider would compute, secret where the resource says so. */
function computed(type: string, name: string): Record<string, unknown> {
  switch (lastPart(type)) {
    case "OperatorDevice":
      return { deviceId: `id of ${name}`, publicKey: `public key of ${name}`, privateKey: pulumi.secret(`PRIVATE KEY of ${name}`) };
    case "GatewayIdentity":
      return { token: pulumi.secret(`TOKEN of ${name}`) };
    case "LocalGateway":
      return { endpoint: { transport: "direct", address: `ws://${name}` }, dataId: `data of ${name}` };
    case "GatewayConfig":
      return { digest: `digest of ${name}`, changedPaths: [], restarted: false };
    default:
      return {};
  }
}

function asRegistered(request: RegisterResourceRequest): Registered {
  const parent = request.getParent().split("::").at(-1) ?? "";
  return {
    urn: [request.getParent(), request.getType(), request.getName()].join("|"),
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    parent,
    inputs: readable(request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
    protect: request.getProtect() === true,
    dependencies: request.getDependenciesList().map((urn) => urn.split("::").at(-1) ?? ""),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
  };
}

/** Secrets out of their envelopes. */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  const members = value as Record<string, unknown>;
  if (secretSignature in members) return { secret: readable(members["value"]) };
  return Object.fromEntries(Object.entries(members).map(([key, item]) => [key, readable(item)]));
}

function lastPart(type: string): string {
  return type.split(":").at(-1) ?? type;
}
