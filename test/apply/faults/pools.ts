import fc from "fast-check";
import { managedKeysOf, storedAs, type ConfigDocument, type GatewayRelease } from "../../../sdk/config";
import { mergePatchOfRfc } from "../../config/rfc7396";

// Valid documents, small enough to be looked at. Each feature of a document is one of a few pieces; the first of them is to have it not.

export type Line = "openclaw" | "clawdbot";

export const releases: Readonly<Record<Line, GatewayRelease>> = { openclaw: { package: "openclaw", version: "2026.9.6" }, clawdbot: { package: "clawdbot", version: "2026.1.24-3" } };

/** What the environment of every bot has. */
export const environment = { MODEL_KEY: "planted-by-environment-1", TELEGRAM_KEY: "123456:planted-by-environment-2" };

/** In no environment. */
export const missingName = "NOBODY_HAS_THIS";

/** Secrets that stand in documents, and in nothing that anybody is told. */
export const planted: readonly string[] = ["planted-model-one", "planted-model-two", "123456:planted-telegram-one", "123456:planted-telegram-two", "planted-variable-one", "planted-variable-two", ...Object.values(environment)];

/** A part of a document. */
export type Piece = ConfigDocument;

type Pieces = readonly Piece[];

const model = { id: "small", name: "Small" };
const provider = (apiKey: ConfigDocument | string, models: readonly ConfigDocument[] = [model]): ConfigDocument => ({ models: { providers: { fake: { baseUrl: "http://127.0.0.1:9/v1", api: "openai-completions", apiKey, models: [...models] } } } });
const telegram = (settings: ConfigDocument): ConfigDocument => ({ channels: { telegram: settings } });
const long = (count: number): string[] => Array.from({ length: count }, (_, at) => `tool-of-a-long-list-${String(at)}`);

const common: Readonly<Record<string, Pieces>> = {
  prefix: [{}, { messages: { responsePrefix: "[one]" } }, { messages: { responsePrefix: "[two]", ackReaction: "x" } }],
  cron: [{}, { cron: { enabled: true } }, { cron: { enabled: false } }],
  tools: [{}, { tools: { deny: ["browser"] } }, { tools: { deny: ["browser", "exec"] } }, { tools: { deny: long(40) } }, { tools: { deny: long(300) } }],
  variable: [{}, { env: { vars: { PLAIN: "one" } } }, { env: { vars: { PLAIN: "two", OTHER: "x" } } }, { env: { vars: { SOME_TOKEN: "planted-variable-one" } } }, { env: { vars: { SOME_TOKEN: "planted-variable-two" } } }],
  model: [{}, provider("planted-model-one"), provider("planted-model-two"), provider("planted-model-two", [{ id: "large", name: "Large" }, model]), provider("${MODEL_KEY}")],
  telegram: [{}, telegram({ botToken: "123456:planted-telegram-one" }), telegram({ botToken: "123456:planted-telegram-two" }), telegram({ botToken: "${TELEGRAM_KEY}" }), telegram({ enabled: false, botToken: "123456:planted-telegram-one" })],
};

const ofLine: Readonly<Record<Line, Readonly<Record<string, Pieces>>>> = {
  openclaw: {
    ...common,
    restart: [{}, { memory: { search: { enabled: false } } }, { gateway: { controlUi: { basePath: "/one" } } }],
    reference: [{}, { talk: { providers: { fake: { apiKey: { source: "env", provider: "default", id: "MODEL_KEY" } } } } }],
  },
  clawdbot: { ...common, restart: [{}, { discovery: { wideArea: { enabled: false } } }] },
};

/** The pieces that a document may have of each feature. */
export function featuresOf(line: Line): Readonly<Record<string, Pieces>> {
  return ofLine[line];
}

/** JSON Pointers of all leaves that hold a secret of ours. */
export const secretPaths: readonly string[] = ["/models/providers/fake/apiKey", "/channels/telegram/botToken", "/env/vars/SOME_TOKEN"];

/** A document and another one, which differ in one to three features, sometimes in none. */
export function documentPairs(line: Line): fc.Arbitrary<{ readonly old: ConfigDocument; readonly wanted: ConfigDocument }> {
  const features = Object.entries(ofLine[line]);
  const hand = fc.tuple(...features.map(([, pieces]) => fc.constantFrom(...pieces)));
  const changed = fc.subarray(features.map((_, at) => at), { minLength: 1, maxLength: 3 });
  return fc.tuple(hand, hand, changed).map(([first, second, those]) => ({ old: documentOf(line, first), wanted: documentOf(line, first.map((piece, at) => (those.includes(at) ? (second[at] ?? piece) : piece))) }));
}

/** A document that refers to what nobody has: a bot takes it, and runs without a part. */
export function withoutSecret(document: ConfigDocument): ConfigDocument {
  return mergePatchOfRfc(document, provider(`\${${missingName}}`)) as ConfigDocument;
}

/** Every piece in a document of its own. */
export function allPieces(line: Line): ConfigDocument[] {
  return Object.values(ofLine[line]).flatMap((pieces) => pieces.map((piece) => documentOf(line, [piece])));
}

/** Pieces in a document that is valid and complete, as its gateway stores it. */
export function documentOf(line: Line, pieces: readonly Piece[]): ConfigDocument {
  const release = releases[line];
  return storedAs(pieces.reduce((document, piece) => mergePatchOfRfc(document, piece) as ConfigDocument, managedKeysOf(release.package)), release);
}
