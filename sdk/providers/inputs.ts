import { z } from "zod";
import type { ConfigDocument } from "../config";
import type { DeviceIdentity, Endpoint } from "../gateway";

/** How a bot is reached, and as whom. */
export interface BotConnection {
  readonly endpoint: Endpoint;
  /** Secret. */
  readonly token: string;
  readonly device: DeviceIdentity;
}

const connection: z.ZodType<BotConnection> = z.object({
  endpoint: z.object({ transport: z.literal("direct"), address: z.string() }),
  token: z.string(),
  device: z.object({ deviceId: z.string(), publicKey: z.string(), privateKey: z.string() }),
});

const release = z.object({ package: z.string(), version: z.string() });

/** Inputs of GatewayIdentity. */
export const identityInputs = z.object({ bot: z.string(), tokenVersion: z.number() });

/** Inputs of LocalGateway. */
export const localGatewayInputs = z.object({
  project: z.string(),
  stack: z.string(),
  resource: z.string(),
  bot: z.string(),
  dataDir: z.string(),
  release,
  port: z.number(),
  token: z.string(),
  environment: z.record(z.string(), z.string()),
  heapMb: z.number(),
  state: z.enum(["running", "stopped"]),
});

/** Inputs of GatewayConfig. */
export const gatewayConfigInputs = z.object({
  bot: z.string(),
  release,
  document: z.custom<ConfigDocument>((value) => typeof value === "object" && value !== null && !Array.isArray(value)),
  secretPaths: z.array(z.string()),
  unmanaged: z.array(z.string()).default([]),
  connection,
  dataId: z.string(),
});

/** Outputs of GatewayConfig that its next call relies on. */
export const gatewayConfigOutputs = z.object({
  bot: z.string(),
  release,
  secretPaths: z.array(z.string()),
  unmanaged: z.array(z.string()).default([]),
  connection,
  dataId: z.string(),
  digest: z.string(),
  sealed: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
