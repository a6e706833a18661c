import { z } from "zod";
import type { BotProjection } from "../../sdk/projection";

// Open to facts that come later; those there are must be there.
const schema = z.looseObject({
  bot: z.string(),
  package: z.string(),
  version: z.string(),
  target: z.string(),
  channels: z.array(z.string()),
  connectors: z.array(z.looseObject({ name: z.string(), kind: z.string(), shared: z.boolean(), references: z.array(z.string()) })),
  secrets: z.array(z.looseObject({ at: z.string(), source: z.string(), held: z.string() })),
  plugins: z.array(z.looseObject({ id: z.string(), package: z.string(), version: z.string(), integrity: z.string().optional() })),
  egress: z.looseObject({ hosts: z.array(z.string()), enforced: z.boolean() }),
  host: z.looseObject({ runtime: z.string(), exposure: z.string(), port: z.number(), dataDir: z.string(), environment: z.array(z.string()) }).optional(),
});

/** What the component shows of its bot; undefined where it shows nothing, or something else. */
export function botEvidence(inputs: unknown): BotProjection | undefined {
  const parsed = schema.safeParse(inputs);
  // Its words are wider than the type's: a rule that meets a new one must not take it for a known one.
  return parsed.success ? (parsed.data as unknown as BotProjection) : undefined;
}
