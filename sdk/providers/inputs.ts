import { z } from "zod";
import type { GatewayPaths } from "../apply";
import type { ConfigDocument, SealedValues, SeenConfig } from "../config";
import type { Frozen } from "../freeze";
import type { DeviceIdentity, Endpoint } from "../gateway";

/** How a bot is reached, and as whom. */
export interface BotConnection {
  readonly endpoint: Endpoint;
  /** Secret. */
  readonly token: string;
  readonly device: DeviceIdentity;
}

/** How a bot is reached. */
export const connection: z.ZodType<BotConnection> = z.object({
  endpoint: z.object({ transport: z.literal("direct"), address: z.string() }),
  token: z.string(),
  device: z.object({ deviceId: z.string(), publicKey: z.string(), privateKey: z.string() }),
});

/** A Gateway release. */
export const release = z.object({ package: z.string(), version: z.string() });

/** A secret whose value is read from its source by the handler itself. */
export const declaredSecret = z.object({ from: z.string(), version: z.string().exactOptional() });

export type DeclaredSecret = z.infer<typeof declaredSecret>;

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
  environmentFrom: z.record(z.string(), declaredSecret).default({}),
  heapMb: z.number(),
  plugins: z.record(z.string(), z.object({ package: z.string(), version: z.string(), integrity: z.string() })).default({}),
  state: z.enum(["running", "stopped"]),
});

/** What the state keeps of a Gateway that Molthub runs on a machine. */
export const localGatewayOutputs = localGatewayInputs.extend({ machine: z.string(), environmentVersions: z.record(z.string(), z.string()).default({}) });

const paths: z.ZodType<GatewayPaths | undefined> = z.object({ configPath: z.string().exactOptional(), stateDir: z.string().exactOptional() }).optional();

const sealed: z.ZodType<SealedValues> = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

const seen: z.ZodType<SeenConfig> = z.object({ hash: z.string(), revision: z.string().exactOptional(), visible: z.string() });

const anyDocument = z.custom<ConfigDocument>((value) => typeof value === "object" && value !== null && !Array.isArray(value));

/** Inputs of GatewayConfig. */
export const gatewayConfigInputs = z.object({
  bot: z.string(),
  release,
  document: anyDocument,
  secretPaths: z.array(z.string()),
  unmanaged: z.array(z.string()).default([]),
  connection,
  dataId: z.string(),
  paths,
  environment: z.array(z.string()).default([]),
  adopt: z.boolean().default(false),
  unreachable: z.enum(["skip", "fail"]).default("skip"),
  secrets: z.record(z.string(), declaredSecret).default({}),
  secretValues: z.record(z.string(), z.string()).default({}),
  connectors: z.array(z.string()).default([]),
  rolloutId: z.string().exactOptional(),
  changedIn: z.string().exactOptional(),
  frozen: z.custom<Frozen>().optional(),
  breakGlass: z.string().optional(),
});

/** What the state keeps of a secret in a bot's store. */
const storedSecret = declaredSecret.extend({
  /** Names the value, see `secretVersion`. */
  stored: z.string(),
  /** Names the key that the version was made by. */
  key: z.string().exactOptional(),
  /** The version before it, whose entry is kept for the way back. */
  previous: z.string().exactOptional(),
  /** When this version came to the bot. */
  since: z.string(),
  /** The value at the source is another one by now. */
  replaced: z.literal(true).exactOptional(),
});

export type StoredSecret = z.infer<typeof storedSecret>;

/** The document that a transaction brought to a bot, without what is the bot's own. Secret as a whole. */
const appliedDocument = z.object({ document: anyDocument, digest: z.string(), secretPaths: z.array(z.string()) });

export type AppliedConfig = z.infer<typeof appliedDocument>;

/**
 * What a gate of a rollout needs of a bot's config, to judge the bot and to take it back. Secret as a whole.
 */
export const standing = z.object({
  /** The rollout that changed it last. */
  rolloutId: z.string(),
  /** True when it was made by that rollout: there is no old document. */
  created: z.boolean(),
  /** When it took the document of that rollout; a document that was put back in place later is no other one. */
  since: z.string().exactOptional(),
  /**
   * It ran the document of that rollout before, on the same release, or does not run it any more: there is nothing to judge. So it is after a
   * failed change is taken out, and once a refresh found that a change was taken back.
   */
  unchanged: z.boolean().exactOptional(),
  /** The rollout that it took back by itself: it was given what it ran before that one. */
  undoes: z.string().exactOptional(),
  /** Why it did not take its document; absent when it did. */
  failure: z.string().exactOptional(),
  /** How to come to the document before that rollout from this one, and the digest of it. */
  back: z.object({ patch: anyDocument, digest: z.string(), secretPaths: z.array(z.string()) }).exactOptional(),
  release,
  connection,
  dataId: z.string(),
  environment: z.array(z.string()),
  paths,
  /** Of the document that it runs. */
  digest: z.string(),
  secretPaths: z.array(z.string()),
  unmanaged: z.array(z.string()),
  sealed,
  references: z.array(z.string()),
  seen: seen.exactOptional(),
  bootId: z.string().exactOptional(),
  /** It restarted while it took a change that needs no restart. */
  strayRestart: z.boolean().exactOptional(),
  verifiedAt: z.string(),
});

export type Standing = z.infer<typeof standing>;

/** Digest of a bot that was never seen. */
export const unseenDigest = "unseen";

/** Outputs of GatewayConfig that its next call relies on. */
export const gatewayConfigOutputs = z.object({
  bot: z.string(),
  release,
  secretPaths: z.array(z.string()),
  unmanaged: z.array(z.string()).default([]),
  connection,
  dataId: z.string(),
  digest: z.string(),
  previousDigest: z.string().optional(),
  observed: z.string().default("complete"),
  paths,
  seen: seen.optional(),
  sealed,
  references: z.array(z.string()).default([]),
  storedSecrets: z.record(z.string(), storedSecret).default({}),
  secretValues: z.record(z.string(), z.string()).default({}),
  attachedSince: z.record(z.string(), z.string()).default({}),
  changedIn: z.string().exactOptional(),
  applied: appliedDocument.exactOptional(),
  standing: standing.exactOptional(),
});

export type GatewayConfigInputs = z.infer<typeof gatewayConfigInputs>;
export type GatewayConfigOutputs = z.infer<typeof gatewayConfigOutputs>;
