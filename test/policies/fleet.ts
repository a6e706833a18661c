import { fromPointer, isPlainObject, type ConfigDocument, type ConfigValue, type GatewayRelease } from "../../sdk/config";
import { evidenceTypes, type JudgedResource } from "../../policies/judgeResource";
import type { EvidenceKind } from "../../policies/rule";
import type { BotProjection, HostProjection } from "../../sdk/projection";
import { clawdbot, documentOf, openclaw } from "../templates/rendered";

/** The two lines of the product. */
export const lines: Readonly<Record<"openclaw" | "clawdbot", GatewayRelease>> = { openclaw, clawdbot };
export type Line = keyof typeof lines;

/** A bot as policies see it: what a good one has, and what is otherwise. */
export interface JudgedBot {
  readonly name?: string;
  /** Values by JSON Pointer in its document; undefined removes. */
  readonly document?: Readonly<Record<string, unknown>>;
  readonly unmanaged?: readonly string[];
  readonly release?: Partial<GatewayRelease>;
  readonly connection?: unknown;
  readonly impact?: unknown;
  /** Secrets in its store, by name, with their values where the program gives them. */
  readonly secrets?: Readonly<Record<string, { readonly from: string }>>;
  readonly secretValues?: unknown;
  readonly projection?: Partial<Record<keyof Omit<BotProjection, "host">, unknown>> & { readonly host?: Partial<Record<keyof HostProjection, unknown>> };
  /** Of a bot that Molthub hosts. If unset, something else runs it. */
  readonly host?: Readonly<Record<string, unknown>>;
}

/** The rendered document of a bot that every rule finds good: a built-in template, a model, and no skills. */
export function goodDocument(line: Line): ConfigDocument {
  const document = documentOf("assistant", lines[line]);
  return changed(document, { "/models/providers/demo/apiKey": "${DEMO_KEY}", "/skills/allowBundled": [], ...(line === "clawdbot" && { "/tools/exec/host": "gateway" }) });
}

/** A copy with other values at these JSON Pointers; undefined removes. */
export function changed(document: ConfigDocument, values: Readonly<Record<string, unknown>>): ConfigDocument {
  const copy = structuredClone(document);
  for (const [pointer, value] of Object.entries(values)) {
    const path = fromPointer(pointer);
    const key = path.at(-1) ?? "";
    let holder: Record<string, unknown> = copy;
    for (const step of path.slice(0, -1)) {
      if (!isPlainObject(holder[step]) && !Array.isArray(holder[step])) holder[step] = {};
      holder = holder[step] as Record<string, unknown>;
    }
    if (value === undefined) Reflect.deleteProperty(holder, key);
    else holder[key] = value as ConfigValue;
  }
  return copy;
}

let ports = 20_000;

/** The resources of a bot, in the order in which the engine shows them. */
export function resourcesOf(bot: JudgedBot, line: Line): JudgedResource[] {
  const { name = "alice", document = {}, unmanaged, connection, impact = { class: "create" }, projection = {}, host, secrets, secretValues } = bot;
  const release = { ...lines[line], ...bot.release };
  const instance = `urn:pulumi:test::fleet::molthub:index:MoltbotInstance::${name}`;
  const urn = (kind: EvidenceKind): string => `urn:pulumi:test::fleet::${evidenceTypes.bot}$${evidenceTypes[kind]}::${name}-${kind}`;
  const port = ports++;
  const { host: hostFacts, ...facts } = projection;
  const shown = {
    ...{ bot: name, package: release.package, version: release.version, target: host === undefined ? "external" : "local", channels: [], connectors: [], secrets: [], plugins: [], egress: { hosts: [], enforced: false } },
    ...(host !== undefined && { host: { runtime: "node", exposure: "loopback", port, dataDir: `/srv/${name}`, environment: [], ...hostFacts } }),
    ...facts,
  };
  const hosted = { bot: name, release, port, dataDir: `/srv/${name}`, token: `token of ${name}`, environment: {}, impact: { class: "create" }, ...host };
  const config = {
    ...{ bot: name, release, document: changed(goodDocument(line), document), secretPaths: [] },
    ...(impact !== null && { impact }),
    ...(unmanaged !== undefined && { unmanaged }),
    ...(secrets && { secrets }),
    ...(secretValues !== undefined && { secretValues }),
    connection: connection ?? { endpoint: { transport: "direct", address: `ws://127.0.0.1:${String(port)}` }, token: `token of ${name}` },
  };
  return [
    { type: evidenceTypes.bot, urn: instance, inputs: shown },
    ...(host === undefined ? [] : [{ type: evidenceTypes.host, urn: urn("host"), parent: instance, inputs: hosted }]),
    { type: evidenceTypes.config, urn: urn("config"), parent: instance, inputs: config },
  ];
}
