import fc from "fast-check";
import { ConfigSchema, findProblems, isPlainObject, isSecretRef, render, valueAt, type ConfigDocument, type ConfigValue, type GatewayRelease } from "../../sdk/config";
import { validWith } from "../releases/generated";
import { leavesOf, type Leaf } from "../releases/leaves";
import { otherPaths, restartPaths } from "../releases/reloadPaths";
import { at, leftOut as invalid } from "../releases/untold";

/** The one secret that every bot of these tests has: in its environment. */
export const roundTripEnv = { MOLTHUB_SECRET: "the secret of the round trip" };

// Leaves that are valid, and would take a bot away from who tests it, or wake up what a test has no use for.
const leftOutOnClawdbot: Readonly<Record<string, string>> = {
  "gateway.**": "how the bot is reached",
  "channels.**": "chosen by hand below: a channel needs its plugin",
  "plugins.**": "plugins that are not there",
  "meta.**": "the gateway's own stamps",
  "wizard.**": "the setup's own notes",
  "env.**": "changes what the process is",
  "logging.file": "where the log is",
  "agents.defaults.workspace": "where the files are",
  "messages.tts.enabled": "an older name of messages.tts.auto, which it refuses to be sent",
};

// Some of what is generated is not valid for a reason that no schema tells.
const rounds = 10;

const releases: Readonly<Record<string, GatewayRelease>> = { openclaw: { package: "openclaw", version: "2026.9.6" }, clawdbot: { package: "clawdbot", version: "2026.1.24-3" } };

/** What every document has: what keeps the bot reachable and at rest. */
export function knownOf(line: string): ConfigDocument {
  const stateDir = `\${${line.toUpperCase()}_STATE_DIR}`;
  return {
    gateway: { mode: "local", bind: "loopback", auth: { mode: "token" }, reload: { mode: "hybrid" } },
    agents: { defaults: { workspace: `${stateDir}/workspace`, heartbeat: { every: "0m" } } },
    update: { checkOnStart: false },
    cron: { enabled: false },
    ...(line === "clawdbot" ? { logging: { file: "state/gateway.log" }, browser: { enabled: false }, canvasHost: { enabled: false } } : { logging: { file: `${stateDir}/gateway.log` } }),
  };
}

// With their secrets in clear, by placeholder, and in maps of accounts.
const channels: readonly ConfigDocument[] = [
  {},
  { channels: { telegram: { botToken: "123456:a-token-in-clear", groups: { "*": { requireMention: true } } } } },
  { channels: { telegram: { enabled: false, botToken: "${MOLTHUB_SECRET}", allowFrom: ["1", "2"], dmPolicy: "allowlist" } } },
  { channels: { discord: { token: "${MOLTHUB_SECRET}", groupPolicy: "disabled" }, telegram: { accounts: { one: { botToken: "1:one" }, two: { botToken: "${MOLTHUB_SECRET}", enabled: false } } } } },
];

function leavesFor(line: string, schema: ConfigSchema): Leaf[] {
  const leaves = leavesOf(schema);
  if (line === "clawdbot") return leaves.filter(({ path }) => at(leftOutOnClawdbot, path) === undefined);
  const tried = new Set([...restartPaths.tried, ...otherPaths.tried]);
  return leaves.filter(({ path }) => tried.has(path.join(".")) && at(invalid, path) === undefined && !path.join(".").startsWith("gateway.auth"));
}

/** Valid documents of a product line with some 3 to 14 leaves from anywhere, as they are rendered for a bot. The same ones for the same seed. */
export function roundTripDocuments(line: string, count: number, seed: number): ConfigDocument[] {
  const release = releases[line];
  if (release === undefined) throw new Error(`no release of ${line}`);
  const schema = ConfigSchema.of(release);
  const leaves = leavesFor(line, schema);
  const chosen = fc.tuple(fc.uniqueArray(fc.noBias(fc.nat({ max: leaves.length - 1 })), { minLength: 3, maxLength: 14 }), fc.constantFrom(...channels));
  const documents = chosen.chain(([indexes, channel]) => validWith(indexes.map((index) => leaves[index] as Leaf), schema, { ...knownOf(line), ...channel }).documents);
  const made: ConfigDocument[] = [];
  for (let round = 0; made.length < count; round++) {
    if (round === rounds) throw new Error(`${line}: ${String(made.length)} valid documents of ${String(count)}`);
    const rendered = fc
      .sample(documents, { numRuns: count, seed: seed + round })
      .map((document) => render([{ name: "generated", config: withBindings(withKnownSecrets(ofLine(document, line))) }], { labels: {}, release, arrayKey: () => undefined, managed: false }) as ConfigDocument);
    made.push(...rendered.filter((document) => findProblems(document, schema).length === 0));
  }
  return made.slice(0, count);
}

/** What the generator puts beside agents is of OpenClaw: Clawdbot has a list of them. */
function ofLine(document: ConfigDocument, line: string): ConfigDocument {
  const { agents } = document;
  if (line === "openclaw" || !isPlainObject(agents)) return document;
  return { ...document, agents: Object.fromEntries(Object.entries(agents).filter(([key]) => key !== "entries" && key !== "ownership")) as ConfigDocument };
}

/** References to secrets of any kind become references to the one that is there. */
function withKnownSecrets<T extends ConfigValue>(value: T): T;
function withKnownSecrets(value: ConfigValue): ConfigValue {
  if (Array.isArray(value)) return value.map((item) => withKnownSecrets(item));
  if (isSecretRef(value)) return { source: "env", provider: "default", id: "MOLTHUB_SECRET" };
  return isPlainObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withKnownSecrets(item as ConfigValue)])) : value;
}

/** Who answers a channel: a gateway writes that down by itself where there is more than one agent and nobody says it (openclaw 2026.9.6). */
function withBindings(document: ConfigDocument): ConfigDocument {
  const { channels, bindings } = document;
  const agents = valueAt(document, ["agents", "entries"]);
  if (!isPlainObject(channels) || !isPlainObject(agents)) return document;
  const own = Object.keys(channels).map((channel) => ({ agentId: "main", match: { channel, accountId: "*" } }));
  return { ...document, bindings: [...(Array.isArray(bindings) ? bindings : []), ...own] };
}
