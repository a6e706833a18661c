import { digestOf, type ConfigDocument } from "../../sdk/config";
import { createDevice, type DeviceIdentity, type Endpoint } from "../../sdk/gateway";
import type { WriteConditions } from "../../sdk/providers/applyChange";
import { Lifeline } from "../../sdk/providers/lifeline";
import { SecretValues } from "../../sdk/secrets";

/** How the bots of these tests are reached: nobody listens on port 1. */
export const closedEndpoint: Endpoint = { transport: "direct", address: "ws://127.0.0.1:1" };

/** Keeps no record, and has no saved plan. */
export function unfenced(): WriteConditions {
  return { lifeline: Lifeline.toEngine(), recorder: { add: () => undefined }, fenceOf: () => () => undefined, values: new SecretValues() };
}

export const device: DeviceIdentity = createDevice();

export const release = { package: "openclaw", version: "2026.9.6" };

export const document: ConfigDocument = { gateway: { mode: "local" }, channels: { telegram: { botToken: "TOKEN-MARKER-1" } }, messages: { responsePrefix: "n" } };

/** How the engine hands over a value that a preview does not know yet. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Inputs of a GatewayConfig. */
export function configInputs(endpoint: Endpoint = closedEndpoint): Record<string, unknown> {
  return { bot: "alice", release, document, secretPaths: ["/channels/telegram/botToken"], connection: { endpoint, token: "gateway-token-1", device }, dataId: "data-1" };
}

/** What a GatewayConfig with these inputs has in the state once it was written. */
export function configOutputs(inputs: Record<string, unknown> = configInputs()): Record<string, unknown> {
  const { document: wanted, ...rest } = inputs as { document: ConfigDocument; secretPaths: string[] };
  return {
    ...rest,
    schemaVersion: 1,
    digest: digestOf(wanted, rest.secretPaths, device.privateKey),
    changedPaths: [],
    restarted: false,
    bootId: "boot-1",
    sealed: { "/channels/telegram/botToken": "TOKEN-MARKER-1" },
    observed: "complete",
    verifiedAt: "2026-09-01T00:00:00.000Z",
  };
}

/** Inputs of a LocalGateway. */
export function gatewayInputs(): Record<string, unknown> {
  return {
    project: "project",
    stack: "dev",
    resource: "alice-gateway",
    bot: "alice",
    dataDir: "/nowhere/molthub-test/alice",
    release,
    port: 19_000,
    token: "gateway-token-1",
    environment: { API_KEY: "ENV-MARKER-1" },
    heapMb: 512,
    state: "running",
  };
}

/** What a LocalGateway with these inputs has in the state once it was started on this machine. */
export function gatewayOutputs(machine: string): Record<string, unknown> {
  return { ...gatewayInputs(), schemaVersion: 1, endpoint: { transport: "direct", address: "ws://127.0.0.1:19000" }, paths: { configPath: "/nowhere/molthub-test/alice/state/openclaw.json", stateDir: "/nowhere/molthub-test/alice/state" }, machine, dataId: "data-1" };
}
