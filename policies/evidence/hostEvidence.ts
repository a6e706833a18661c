import { z } from "zod";
import { isUnknown, type GatewayRelease } from "../../sdk/config";
import { isRedacted } from "./redacted";

/** A value that may not be known yet, or not shown. */
const open = <T extends z.ZodType>(known: T): z.ZodUnion<[T, z.ZodCustom<Unseen, Unseen>]> => z.union([known, z.custom<Unseen>((value) => isUnknown(value) || isRedacted(value))]);

/** Stands for what is not known yet, told by `isUnknown`, or not shown, told by `isRedacted`. */
export type Unseen = string & { readonly unseen: unique symbol };

const schema = z.object({
  bot: z.string(),
  release: z.object({ package: z.string(), version: z.string() }),
  port: open(z.number()),
  dataDir: z.string(),
  token: z.string(),
  environment: open(z.record(z.string(), z.unknown())),
  impact: z.looseObject({ class: z.string() }).optional(),
});

/** How Molthub is to run a bot: the inputs of its LocalGateway. Holds secrets: no rule may say a value. */
export interface HostEvidence {
  readonly bot: string;
  readonly release: GatewayRelease;
  readonly port: number | Unseen;
  readonly dataDir: string;
  readonly token: string;
  readonly environment: Readonly<Record<string, unknown>> | Unseen;
  readonly impact?: { readonly class: string } | undefined;
}

/** Undefined for inputs that are none of a LocalGateway. */
export function hostEvidence(inputs: unknown): HostEvidence | undefined {
  const parsed = schema.safeParse(inputs);
  return parsed.success ? parsed.data : undefined;
}
