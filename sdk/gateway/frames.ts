import { z } from "zod";
import { GatewayError } from "./errors";
import type { ErrorShape } from "./errors";

/** An answer to one of our requests. */
export interface ResponseFrame {
  readonly type: "res";
  readonly id: string;
  readonly ok: boolean;
  readonly payload?: unknown;
  readonly error?: ErrorShape;
}

/** Something a gateway says unasked. */
export interface EventFrame {
  readonly type: "event";
  readonly event: string;
  readonly payload?: unknown;
}

export type GatewayFrame = ResponseFrame | EventFrame;

const errorShape: z.ZodType<ErrorShape> = z.object({
  code: z.string(),
  message: z.string(),
  details: z.unknown().exactOptional(),
  retryable: z.boolean().exactOptional(),
  retryAfterMs: z.number().nonnegative().exactOptional(),
});

const frame: z.ZodType<GatewayFrame> = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("res"),
    id: z.string(),
    ok: z.boolean(),
    payload: z.unknown().exactOptional(),
    error: errorShape.exactOptional(),
  }),
  z.object({ type: z.literal("event"), event: z.string(), payload: z.unknown().exactOptional() }),
]);

/**
 * Reads one text frame of a gateway (protocols 3 and 4: JSON, one object a frame).
 *
 * @throws GatewayError `protocol`; its message holds nothing of the frame, which may carry secrets
 */
export function parseFrame(text: string): GatewayFrame {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Without `cause`: the message of a SyntaxError quotes the text.
    throw new GatewayError("protocol", "the gateway sent a frame that is not JSON");
  }
  return checked(frame, json, "the gateway sent a malformed frame");
}

/**
 * `value`, proven to be what `schema` says.
 *
 * @throws GatewayError `protocol` that names `what` and the first path that is wrong, never a value
 */
export function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new GatewayError("protocol", `${what}: ${issue?.path.join(".") || "(top)"}: ${issue?.message ?? "malformed"}`);
}
