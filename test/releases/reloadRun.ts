import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { applyConfig } from "../../sdk/apply";
import { ConfigSchema, impactOf, isPlainObject, isSecretRef, revealAs, sealedValues, unstamped, type ConfigDocument, type Impact } from "../../sdk/config";
import { mergeLayers } from "../../sdk/config/merge";
import { Deadline } from "../../sdk/deadline";
import { messageOf, MolthubError } from "../../sdk/errors";
import { connectGateway, type GatewayClient } from "../../sdk/gateway";
import { changeTo, unobserved } from "../apply/changeTo";
import { minimalConfig, startRealGateway, type RealGateway } from "../gateways/realGateway";
import { documentsWith } from "./documents";
import { leavesByPath } from "./reloadPaths";

/** What became of one leaf that was set on a real gateway. */
export interface Tried {
  readonly path: string;
  readonly planned: Impact["class"];
  /** True for a new process identity; undefined when the gateway refused the value. */
  readonly restarted: boolean | undefined;
  /** Its words, when it refused. */
  readonly refused?: string;
}

/** A gateway, and what was last written to it: it does not show its secrets. */
interface Bot {
  readonly gateway: RealGateway;
  written: ConfigDocument;
}

const betweenWritesMs = 1_000;

const release = { package: "openclaw", version: "2026.9.6" };

// Other names in every map: one item cannot be of two kinds.
const seedOf = (path: string): number => createHash("sha256").update(path).digest().readInt32BE(0);

// No channel connects and no plugin is looked for: what a change does to the process does not depend on them, how long it takes does.
// The secret is there: where one is missing, a hot reload may fail, and a restart is the gateway's way out (2026.9.6).
const env = { MOLTHUB_SECRET: "a-secret-of-the-test" };

/**
 * Sets leaves on a real gateway one after another, each on top of the others, and looks whether its process is another one afterwards.
 *
 * @param progress told of every leaf
 */
export async function tryPaths(paths: readonly string[], progress: (tried: Tried, at: number) => void): Promise<Tried[]> {
  const schema = ConfigSchema.of(release);
  const leaves = leavesByPath(schema);
  const gateway = await startRealGateway({ env });
  try {
    const tried: Tried[] = [];
    const bot: Bot = { gateway, written: {} };
    for (const path of paths) {
      const leaf = leaves.get(path);
      if (leaf === undefined) throw new Error(`${path} is no leaf`);
      const [value] = fc.sample(documentsWith([leaf], schema).documents, { seed: seedOf(path), numRuns: 1 });
      const result = await tryOne(bot, path, withKnownSecrets(value) as ConfigDocument, schema);
      progress(result, tried.push(result));
    }
    return tried;
  } finally {
    await gateway.stop();
  }
}

/** References to secrets from elsewhere become references to the one that is there. */
function withKnownSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withKnownSecrets);
  if (isSecretRef(value)) return { source: "env", provider: "default", id: "MOLTHUB_SECRET" };
  return isPlainObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withKnownSecrets(item)])) : value;
}

/** Sets a leaf on top of the others; where it does not agree with them, in the place of all that stands at its top-level key. */
async function tryOne(bot: Bot, path: string, value: ConfigDocument, schema: ConfigSchema): Promise<Tried> {
  const onTop = await tryDocument(bot, path, (before) => merged(before, value), schema);
  if (onTop.refused === undefined) return onTop;
  const key = path.split(".")[0] ?? "";
  return tryDocument(bot, path, (before) => merged({ ...before, [key]: (minimalConfig as ConfigDocument)[key] ?? {} }, value), schema);
}

async function tryDocument(bot: Bot, path: string, wantedOver: (before: ConfigDocument) => ConfigDocument, schema: ConfigSchema): Promise<Tried> {
  // A write that meets the end of the reload before it is "superseded": it takes effect, but is not answered for 300 s (2026.9.6).
  await delay(betweenWritesMs);
  const { gateway, written } = bot;
  const { document: shown, bootId } = await look(gateway);
  const before = revealAs(shown, written);
  const wanted = wantedOver(before);
  const { class: planned } = impactOf({ document: before, secretPaths: [] }, { document: wanted, secretPaths: [] }, schema);
  try {
    await applyConfig((deadline) => connect(gateway, deadline), changeTo(wanted, { bot: path, sealed: sealedValues(before, shown, []) }), unobserved, Deadline.after(300_000, path));
    bot.written = wanted;
  } catch (error) {
    // A secret that is not there, or a key that the gateway fills in, keeps no document from being used, though it is taken back.
    if (!(error instanceof MolthubError) || !["secret-missing", "verify-failed"].includes(error.code)) return { path, planned, restarted: undefined, refused: messageOf(error) };
  }
  return { path, planned, restarted: (await look(gateway)).bootId !== bootId };
}

function merged(before: ConfigDocument, value: ConfigDocument): ConfigDocument {
  return mergeLayers([{ name: "before", config: before }, { name: "leaf", config: value }], () => undefined) as ConfigDocument;
}

async function look(gateway: RealGateway): Promise<{ document: ConfigDocument; bootId: string | undefined }> {
  const client = await connect(gateway, Deadline.after(300_000, "the gateway"));
  try {
    const { parsed } = await client.call("config.get", {});
    return { document: unstamped(parsed as ConfigDocument), bootId: client.hello.bootId };
  } finally {
    await client.close();
  }
}

function connect({ endpoint, token }: RealGateway, deadline: Deadline): Promise<GatewayClient> {
  return connectGateway({ endpoint, token, scopes: ["operator.admin"], deadline, patience: "startup" });
}
