import { z } from "zod";
import { checked } from "./frames";

/** What a gateway says of itself when it accepts a connection (`hello-ok`, openclaw 2026.9.6 and clawdbot 2026.1.24-3). */
export interface GatewayHello {
  /** Protocol chosen by the gateway. */
  readonly protocol: number;
  /** Version of the gateway: "2026.9.6"; of Clawdbot the word "dev". */
  readonly version: string;
  /** New for every start of the gateway, also when it restarts inside its process: a new one proves a restart. Clawdbot has none. */
  readonly bootId?: string;
  /** How long the gateway has run, in milliseconds. Clawdbot counts on when it restarts inside its process. */
  readonly uptimeMs: number;
  /** Revision of the config that is live; equal to `configRevisionHash` of config.get when nothing is pending. */
  readonly appliedConfigHash?: string;
  /** What this connection may do. 2026.9.6 echoes unknown scope names here, so only known names prove anything; Clawdbot does not say. */
  readonly scopes?: readonly string[];
  /** Absolute path on the gateway's machine; OpenClaw tells it to holders of operator.admin only. */
  readonly stateDir?: string;
  /** As `stateDir`. */
  readonly configPath?: string;
  /** Longest frame that the gateway accepts, in bytes. */
  readonly maxPayload: number;
}

const helloSchema = z.object({
  type: z.literal("hello-ok"),
  protocol: z.number(),
  server: z.object({ version: z.string(), bootId: z.string().exactOptional() }),
  snapshot: z.object({
    uptimeMs: z.number(),
    appliedConfigHash: z.string().exactOptional(),
    stateDir: z.string().exactOptional(),
    configPath: z.string().exactOptional(),
  }),
  auth: z.object({ scopes: z.array(z.string()) }).exactOptional(),
  policy: z.object({ maxPayload: z.number() }),
});

/** @throws GatewayError `protocol` when a field that is used here is missing */
export function parseHello(payload: unknown): GatewayHello {
  const { protocol, server, snapshot, auth, policy } = checked(helloSchema, payload, "connect: unexpected hello-ok");
  // Clawdbot names every scope that the device was ever given, not those of this connection (2026.1.24-3).
  const scopes = server.bootId === undefined ? undefined : (auth?.scopes ?? []);
  return { protocol, ...server, ...snapshot, ...(scopes && { scopes }), maxPayload: policy.maxPayload };
}
