import { createHash } from "node:crypto";
import { connectGateway, type Endpoint } from "../../sdk/gateway";
import type { ConfigDocument } from "../../sdk/config";
import type { Connect } from "../../sdk/apply";
import { mergePatchOfRfc } from "../config/rfc7396";
import { hello, startFakeGateway, type Peer, type Request } from "../gateway/fakeGateway";

/** A bot whose config file is a variable. */
export interface ScriptedBot {
  readonly endpoint: Endpoint;
  readonly connect: Connect;
  /** The document that it runs; undefined for none. */
  readonly document: () => ConfigDocument | undefined;
  /** The scopes that were asked for, connection by connection. */
  readonly scopes: readonly (readonly string[])[];
  /** Somebody else writes. */
  edit(document: ConfigDocument): void;
  /** The writes that arrived: method, what was sent, and the hash it was based on. */
  readonly writes: readonly { readonly method: string; readonly sent: unknown; readonly replacePaths: unknown; readonly baseHash: unknown }[];
  /** What its secret store has. */
  readonly store: ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

/** What this bot does otherwise than take every write. */
export interface Moods {
  /** What `config.get` shows in place of the document. */
  readonly show?: (document: ConfigDocument) => ConfigDocument;
  /** The file is there, and the Gateway calls it invalid. */
  readonly invalid?: boolean;
  /** Answers the nth write (from 1) itself, and says so by `true`. */
  readonly onWrite?: (bot: ScriptedBot, nth: number, peer: Peer, request: Request) => boolean;
  /** A write restarts it: the connection is cut, and a new process answers the next one. */
  readonly restarts?: boolean;
  /** It persists a patch but does not take it into use; `config.apply` does both. */
  readonly takesPatchesNot?: boolean;
  /** What it says of how a change takes effect. */
  readonly says?: "hot" | "restart";
  /** What `status` says of parts without their secret. */
  readonly degraded?: readonly Record<string, unknown>[];
}

const hashOf = (value: unknown): string => createHash("sha256").update(JSON.stringify(value) ?? "absent").digest("hex");

export async function startScriptedBot(start: ConfigDocument | undefined, moods: Moods = {}): Promise<ScriptedBot> {
  let document = start;
  let applied = start;
  let boots = 1;
  const store = new Map<string, string>();
  const scopes: string[][] = [];
  const writes: ScriptedBot["writes"][number][] = [];
  const gateway = await startFakeGateway({
    connect: (peer, request) => {
      scopes.push(request.params["scopes"] as string[]);
      peer.ok(request, hello(`boot-${String(boots)}`, request.params["scopes"] as string[]));
    },
    call: (peer, request) => {
      if (request.method === "config.get") {
        const shown = document === undefined ? {} : (moods.show?.(document) ?? document);
        const revision = hashOf(document);
        peer.ok(request, { path: "/x", exists: document !== undefined, valid: document !== undefined && moods.invalid !== true, issues: [], parsed: shown, hash: revision, configRevisionHash: revision, appliedConfigHash: hashOf(applied) });
        return;
      }
      if (request.method === "status") {
        peer.ok(request, { runtimeVersion: "2026.9.6", degradedSecretOwners: moods.degraded ?? [] });
        return;
      }
      if (request.method === "channels.status") {
        peer.ok(request, { ts: 1, channelOrder: [], channelAccounts: {} });
        return;
      }
      if (request.method === "config.schema.lookup") {
        peer.ok(request, { path: request.params["path"], schema: {}, reloadKind: moods.says ?? "hot", children: [] });
        return;
      }
      const answer = answerOfStore(store, request);
      if (answer !== undefined) {
        peer.ok(request, answer);
        return;
      }
      const { raw, replacePaths, baseHash } = request.params;
      const sent = JSON.parse(String(raw)) as ConfigDocument;
      writes.push({ method: request.method, sent, replacePaths, baseHash });
      if (moods.onWrite?.(bot, writes.length, peer, request) === true) return;
      if (document !== undefined && baseHash !== hashOf(document)) {
        peer.refuse(request, { code: "INVALID_REQUEST", message: "config changed since last load; re-run config.get and retry" });
        return;
      }
      document = request.method === "config.apply" ? sent : (mergePatchOfRfc(document, sent) as ConfigDocument);
      if (moods.takesPatchesNot === true && request.method === "config.patch") {
        peer.refuse(request, { code: "UNAVAILABLE", message: "config.patch persisted but was not applied to the active Gateway (failed); run config.get, then use config.apply to reapply the saved config or restart the Gateway" });
        return;
      }
      applied = document;
      if (moods.restarts !== true) {
        peer.ok(request, { ok: true, path: "/x" });
        return;
      }
      boots++;
      peer.socket.terminate();
    },
  });
  const bot: ScriptedBot = {
    endpoint: gateway.endpoint,
    connect: (deadline) => connectGateway({ endpoint: gateway.endpoint, token: "t", scopes: ["operator.admin"], deadline, patience: "startup" }),
    document: () => document,
    scopes,
    edit: (edited) => void (document = applied = edited),
    writes,
    store,
    stop: () => gateway.stop(),
  };
  return bot;
}

function answerOfStore(store: Map<string, string>, { method, params }: Request): object | undefined {
  const name = String(params["name"]);
  if (method === "secrets.store.list") return { entries: [...store.keys()].map((entry) => ({ name: entry, kind: "secret" })) };
  if (method === "secrets.store.set") store.set(name, String(params["value"]));
  else if (method === "secrets.store.delete") store.delete(name);
  else return undefined;
  return { ok: true };
}
