import type { z } from "zod";
import { botSchemas } from "./botMethods";
import type { BotMethods } from "./botMethods";
import { configSchemas } from "./configMethods";
import type { ConfigMethods } from "./configMethods";
import { secretSchemas } from "./secretMethods";
import type { SecretMethods } from "./secretMethods";
import { usageSchemas } from "./usageMethods";
import type { UsageMethods } from "./usageMethods";

/** Every method that Molthub calls, with its parameters and its answer. */
export interface GatewayMethods extends ConfigMethods, BotMethods, SecretMethods, UsageMethods {}

export type GatewayMethod = keyof GatewayMethods;
export type GatewayParams<M extends GatewayMethod> = GatewayMethods[M]["params"];
export type GatewayResult<M extends GatewayMethod> = GatewayMethods[M]["result"];

/** What each answer must look like: strict about the fields named here, silent about all others, which are dropped. */
export const resultSchemas: { readonly [M in GatewayMethod]: z.ZodType<GatewayResult<M>> } = { ...configSchemas, ...botSchemas, ...secretSchemas, ...usageSchemas };

/** The methods that answer more than once under one id, and which of their answers ends the call. */
export const isFinalAnswer: { readonly [M in GatewayMethod]?: (payload: unknown) => boolean } = {
  agent: (payload) => (payload as { status?: unknown } | null)?.status !== "accepted",
};
