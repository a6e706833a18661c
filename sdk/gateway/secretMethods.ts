import { z } from "zod";

/** Parameters of `secrets.store.set` (scope operator.admin). A reference that names the entry gets the new value at once. */
export interface SecretsStoreSetParams {
  /** `^[A-Z][A-Z0-9_]{0,127}$`. */
  readonly name: string;
  /** `secret`: nobody reads it back. */
  readonly kind: "secret";
  readonly value: string;
}

/** Answer of `secrets.store.list` (scope operator.admin): never a value. */
export interface SecretsStoreListResult {
  readonly entries: readonly { readonly name: string; readonly kind: string; readonly updatedAtMs?: number }[];
}

/** Parameters of `models.probe` (scope operator.admin): one small turn of a model with each of the provider's credentials. */
export interface ModelsProbeParams {
  readonly provider: string;
  /** 5 to 60 s. Default 20 s. */
  readonly timeoutMs?: number;
}

/** Answer of `models.probe`. `status` is "ok" when one credential works; else "auth", "billing", "rate_limit", "timeout", "format", "no_model" or "unknown". */
export interface ModelsProbeResult {
  readonly status: string;
  /** In words of the gateway's own, without anything that the provider said. */
  readonly error?: string;
  /** One for each credential; that of the document has no profile. */
  readonly results: readonly { readonly profileId?: string; readonly status: string }[];
}

/** The methods for secrets of 2026.9.6; Clawdbot has none of them. */
export interface SecretMethods {
  "secrets.store.list": { params: Record<string, never>; result: SecretsStoreListResult };
  "secrets.store.set": { params: SecretsStoreSetParams; result: { readonly ok: true } };
  "secrets.store.delete": { params: { readonly name: string }; result: { readonly ok: true } };
  "models.probe": { params: ModelsProbeParams; result: ModelsProbeResult };
}

const done = z.object({ ok: z.literal(true) });

export const secretSchemas: { readonly [M in keyof SecretMethods]: z.ZodType<SecretMethods[M]["result"]> } = {
  "secrets.store.list": z.object({ entries: z.array(z.object({ name: z.string(), kind: z.string(), updatedAtMs: z.number().exactOptional() })) }),
  "secrets.store.set": done,
  "secrets.store.delete": done,
  "models.probe": z.object({ status: z.string(), error: z.string().exactOptional(), results: z.array(z.object({ profileId: z.string().exactOptional(), status: z.string() })).default([]) }),
};
