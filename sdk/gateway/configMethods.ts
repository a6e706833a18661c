import { z } from "zod";
import type { GatewayIssue } from "./errors";

/** A JSON object whose keys are the Gateway's business. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** How a change of a config path takes effect on 2026.9.6. Only leaves tell the truth: parents of hot leaves say `restart`. */
export type ReloadKind = "restart" | "hot" | "none";

/**
 * Answer of `config.get` (scope operator.read, on Clawdbot operator.admin): the config file, secrets replaced by `__OPENCLAW_REDACTED__`;
 * Clawdbot shows them in clear. The gateway caches it
 * until its file watcher wakes: an edit made by other means than its own methods shows after about 0.3 s (2026.9.6). Its writes
 * compare `baseHash` with the file itself.
 */
export interface ConfigSnapshot {
  /** Absolute path of the file on the gateway's machine. */
  readonly path: string;
  readonly exists: boolean;
  /** False when the file breaks the schema or is no JSON5: the gateway then runs on the config it had. */
  readonly valid: boolean;
  readonly issues: readonly GatewayIssue[];
  /** The file's document, placeholders and includes kept literally: what to compare with. `{}` when absent, null when not valid (Clawdbot: what it could read). */
  readonly parsed: JsonObject | null;
  /** `baseHash` for the next write, also of an invalid or absent file. Opaque: equal for equal bytes on the same state dir. */
  readonly hash: string;
  /** Names what the file says once it is resolved, whatever its formatting; null when it is not valid. Clawdbot has none. */
  readonly configRevisionHash?: string | null;
  /** Revision that is live: equal to that of the file when nothing is pending. Clawdbot has none. */
  readonly appliedConfigHash?: string | null;
}

/** Parameters of `config.apply` (scope operator.admin, 30 a minute). `sessionKey` is left out on purpose: with it, a restart makes the bot talk. */
export interface ConfigApplyParams {
  /** The whole document, as JSON5 text. */
  readonly raw: string;
  /** `hash` of the config.get that the change was made from; needed when the file exists. */
  readonly baseHash?: string;
  /** Kept by the gateway and shown to the bot on some restarts: never a secret. */
  readonly note?: string;
  /** Ms until the restart. Of use on Clawdbot only: with 0 it restarts once, with its default of 2000 twice. */
  readonly restartDelayMs?: number;
}

/** Parameters of `config.patch` (scope operator.admin, 30 a minute). */
export interface ConfigPatchParams extends ConfigApplyParams {
  /** JSON Merge Patch, as JSON5 text. Arrays of objects with `id` merge by id unless listed in `replacePaths`. */
  readonly raw: string;
  /** Exact paths of arrays to replace as a whole; needed wherever entries go away. */
  readonly replacePaths?: readonly string[];
}

/** A part of the bot that cannot get its secret. */
export interface DegradedSecretOwner {
  readonly ownerKind: string;
  readonly ownerId: string;
  readonly paths: readonly string[];
  readonly reason: string;
}

/** Answer of `config.patch` and `config.apply`: the change is on disk and, unless `requiresRestart`, live. */
export interface ConfigWriteResult {
  readonly path: string;
  /** New `baseHash`; absent when nothing was written. */
  readonly hash?: string;
  /** True when a patch changed nothing: nothing was written. */
  readonly noop?: boolean;
  /** config.patch only; not exact to the leaf. */
  readonly changedPaths?: readonly string[];
  readonly degradedSecretOwners?: readonly DegradedSecretOwner[];
  /** `payload.stats.requiresRestart`: a restart follows in about 2 s. Absent when nothing was written, and on Clawdbot. */
  readonly sentinel?: { readonly payload: { readonly stats: { readonly requiresRestart?: boolean } } };
}

/** One `uiHints` entry of config.schema. */
export interface ConfigHint {
  readonly sensitive?: boolean;
}

/** Answer of `config.schema` (scope operator.read); about 2 MB. */
export interface ConfigSchemaResult {
  /** JSON Schema, draft 7. */
  readonly schema: JsonObject;
  /** By config path, `*` for any key. */
  readonly uiHints: Readonly<Record<string, ConfigHint>>;
  /** Version of the gateway. */
  readonly version: string;
}

/** One child of a looked-up path. */
export interface ConfigSchemaChild {
  readonly key: string;
  readonly path: string;
  readonly type?: string | readonly string[];
  readonly required: boolean;
  readonly hasChildren: boolean;
  readonly reloadKind?: ReloadKind;
  readonly hint?: ConfigHint;
}

/** Answer of `config.schema.lookup` (scope operator.read). An unknown path is an `invalid-request`. */
export interface ConfigSchemaLookup {
  readonly path: string;
  readonly schema: JsonObject;
  readonly reloadKind?: ReloadKind;
  readonly hint?: ConfigHint;
  readonly children: readonly ConfigSchemaChild[];
}

/** The config methods of 2026.9.6. */
export interface ConfigMethods {
  "config.get": { params: Record<string, never>; result: ConfigSnapshot };
  "config.patch": { params: ConfigPatchParams; result: ConfigWriteResult };
  "config.apply": { params: ConfigApplyParams; result: ConfigWriteResult };
  "config.schema": { params: Record<string, never>; result: ConfigSchemaResult };
  "config.schema.lookup": { params: { readonly path: string }; result: ConfigSchemaLookup };
}

const jsonObject = z.record(z.string(), z.unknown());
const reloadKind = z.enum(["restart", "hot", "none"]);
const hint = z.object({ sensitive: z.boolean().exactOptional() });

export const degradedSecretOwner = z.object({
  ownerKind: z.string(),
  ownerId: z.string(),
  paths: z.array(z.string()),
  reason: z.string(),
});

const writeResult = z.object({
  ok: z.literal(true),
  path: z.string(),
  hash: z.string().exactOptional(),
  noop: z.boolean().exactOptional(),
  changedPaths: z.array(z.string()).exactOptional(),
  degradedSecretOwners: z.array(degradedSecretOwner).exactOptional(),
  sentinel: z.object({ payload: z.object({ stats: z.object({ requiresRestart: z.boolean().exactOptional() }) }) }).exactOptional(),
});

export const configSchemas: { readonly [M in keyof ConfigMethods]: z.ZodType<ConfigMethods[M]["result"]> } = {
  "config.get": z.object({
    path: z.string(),
    exists: z.boolean(),
    valid: z.boolean(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })),
    parsed: jsonObject.nullable(),
    hash: z.string(),
    configRevisionHash: z.string().nullable().exactOptional(),
    appliedConfigHash: z.string().nullable().exactOptional(),
  }),
  "config.patch": writeResult,
  "config.apply": writeResult,
  "config.schema": z.object({ schema: jsonObject, uiHints: z.record(z.string(), hint), version: z.string() }),
  "config.schema.lookup": z.object({
    path: z.string(),
    schema: jsonObject,
    reloadKind: reloadKind.exactOptional(),
    hint: hint.exactOptional(),
    children: z.array(
      z.object({
        key: z.string(),
        path: z.string(),
        type: z.union([z.string(), z.array(z.string())]).exactOptional(),
        required: z.boolean(),
        hasChildren: z.boolean(),
        reloadKind: reloadKind.exactOptional(),
        hint: hint.exactOptional(),
      }),
    ),
  }),
};
