import fc from "fast-check";
import { redactionMarker, type ConfigDocument, type ConfigValue } from "../../../sdk/config";
import { firstDocument, provider } from "../contract/documents";

/** On which hash a write is based: that of the file, of another one, or none. */
export type Base = "file" | "other" | "none";

/** Something that somebody does to a gateway. */
export type Operation =
  | { readonly does: "get" }
  | { readonly does: "patch"; readonly patch: ConfigDocument; readonly base: Base; readonly replacePaths: readonly string[] }
  | { readonly does: "apply"; readonly document: ConfigDocument; readonly base: Base }
  | { readonly does: "send"; readonly raw: string; readonly method: "config.patch" | "config.apply" }
  /** Somebody else writes, with or without the stamps that the gateway put there. */
  | { readonly does: "edit"; readonly document: ConfigDocument; readonly stamps: boolean }
  | { readonly does: "editText"; readonly text: string }
  | { readonly does: "delete" }
  | { readonly does: "restart" }
  | { readonly does: "kill" };

export type Line = "openclaw" | "clawdbot";

/** Values for some places of a document; what a change of each takes is hot, or nothing, but for the last. */
const places: Readonly<Record<string, readonly ConfigValue[]>> = {
  "messages.responsePrefix": ["one", "two", "${HOME}"],
  "ui.seamColor": ["#aabbcc", "#112233"],
  "tools.deny": [["exec"], ["exec", "browser"], ["browser", "canvas", "exec"]],
  "cron.enabled": [true, false],
  "models.providers.one": [provider("sk-trace-literal", "a"), provider("${HOME}", "a", "b"), provider("sk-trace-literal", "b", "c", "d")],
  "session.scope": ["per-sender", "global"],
  "gateway.controlUi.basePath": ["/ui", "/other"],
};

/** The same, with what no gateway takes. */
const faults: Readonly<Record<string, readonly ConfigValue[]>> = {
  "messages.zork": [1],
  zork: [{ a: 1 }],
  "messages.responsePrefix": [5],
  "gateway.bind": ["nowhere"],
  "tools.deny": ["exec"],
  "models.providers.two": [{ baseUrl: "http://127.0.0.1:9", models: [{ id: "x" }] }],
};

const placed = fc.constantFrom(...Object.entries(places)).chain(([path, values]) => fc.constantFrom(...values).map((value) => at(path, value)));
const faulty = fc.constantFrom(...Object.entries(faults)).chain(([path, values]) => fc.constantFrom(...values).map((value) => at(path, value)));
const gone = fc.constantFrom("messages.responsePrefix", "tools", "tools.deny", "models.providers.one", "ui", "nothing.there").map((path) => at(path, null));
const marked = fc.constantFrom("models.providers.one.apiKey", "models.providers.two.apiKey", "messages.responsePrefix").map((path) => at(path, redactionMarker));
const more = fc.constant(at("models.providers.one", { baseUrl: "http://127.0.0.1:9/v1", models: [{ id: "b", name: "Again" }, { id: "e", name: "E" }] }));
const base = fc.oneof({ weight: 8, arbitrary: fc.constant<Base>("file") }, { weight: 1, arbitrary: fc.constantFrom<Base>("other", "none") });

/** Operations on a gateway of a line, the slow ones seldom. */
export function operations(line: Line): fc.Arbitrary<Operation> {
  const valid = fc.uniqueArray(placed, { maxLength: 4, selector: (part) => JSON.stringify(Object.keys(part)) }).map((parts) => parts.reduce(merged, firstDocument(line)));
  const document = fc.oneof({ weight: 6, arbitrary: valid }, { weight: 1, arbitrary: fc.tuple(valid, faulty).map(([whole, fault]) => merged(whole, fault)) }, { weight: 1, arbitrary: fc.constantFrom<ConfigDocument>({}, { gateway: { mode: "local" } }, { ...firstDocument(line), gateway: {} }) });
  const patch = fc.oneof({ weight: 6, arbitrary: placed }, { weight: 2, arbitrary: gone }, { weight: 1, arbitrary: faulty }, { weight: 1, arbitrary: marked }, { weight: 1, arbitrary: more });
  const replacePaths = line === "openclaw" ? fc.subarray(["tools.deny", "models.providers.one.models"]) : fc.constant([]);
  const text = fc.constantFrom("", "{", "{ /* JSON5 */ gateway: { mode: 'local' }, }");
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant<Operation>({ does: "get" }) },
    { weight: 8, arbitrary: fc.record<Operation & { does: "patch" }>({ does: fc.constant("patch"), patch, base, replacePaths }) },
    { weight: 6, arbitrary: fc.record<Operation & { does: "apply" }>({ does: fc.constant("apply"), document, base }) },
    { weight: 1, arbitrary: fc.record<Operation & { does: "send" }>({ does: fc.constant("send"), raw: fc.constantFrom("{", "5", "[]", "null"), method: fc.constantFrom("config.patch", "config.apply") }) },
    { weight: 4, arbitrary: fc.record<Operation & { does: "edit" }>({ does: fc.constant("edit"), document, stamps: fc.boolean() }) },
    { weight: 1, arbitrary: text.map<Operation>((each) => ({ does: "editText", text: each })) },
    { weight: 1, arbitrary: fc.constantFrom<Operation>({ does: "delete" }, { does: "restart" }, { does: "kill" }) },
  );
}

/** The traces of a line that a seed stands for. */
export function traces(line: Line, seed: number, count: number, length: number): Operation[][] {
  return fc.sample(fc.array(operations(line), { minLength: length, maxLength: length, size: "max" }), { seed, numRuns: count });
}

function at(path: string, value: ConfigValue): ConfigDocument {
  return path.split(".").reduceRight<ConfigValue>((inner, key) => ({ [key]: inner }), value) as ConfigDocument;
}

function merged(one: ConfigDocument, other: ConfigDocument): ConfigDocument {
  const result: ConfigDocument = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const known = result[key];
    result[key] = isObject(value) && isObject(known) ? merged(known, value) : value;
  }
  return result;
}

function isObject(value: unknown): value is ConfigDocument {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
