import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigSchema, diffDocuments, formatPath, impactOf, type ConfigDocument, type ConfigValue, type Impact } from "../../sdk/config";
import { mapScalars } from "../../sdk/config/document";
import { unknown } from "../providers/bots";
import { documents, reordered } from "./documents";

const hidden = "hidden:VALUE-C";

const holds = (value: ConfigValue | undefined, part: string): boolean => (JSON.stringify(value) ?? "").includes(part);

// Every text of the documents says that it is one, but for those not known yet.
const text = fc.constantFrom("VALUE-A", "VALUE-B", hidden, unknown);

/** An object with some of these keys. */
function some(...keys: readonly string[]): fc.Arbitrary<ConfigDocument> {
  return withSome(Object.fromEntries(keys.map((key) => [key, fc.oneof(text, fc.array(text, { maxLength: 2 }))])));
}

function withSome(members: Readonly<Record<string, fc.Arbitrary<ConfigValue>>>): fc.Arbitrary<ConfigDocument> {
  return fc.record(members, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<ConfigDocument>;
}

/** Documents with real keys of every class, and with keys that nobody knows. */
const configs = withSome({
  gateway: some("bind", "port", "controlUi"),
  session: some("scope", "store", "mainKey", "unheard-of"),
  messages: some("responsePrefix", "ackReaction"),
  tools: some("deny", "profile"),
  env: withSome({ vars: some("A", "B.C") }),
  plugins: withSome({ entries: withSome({ mine: some("x") }) }),
  models: withSome({ providers: withSome({ "my.proxy": some("apiKey", "baseUrl") }) }),
  "made-up": documents.map((document) => mapScalars(document, (value) => `VALUE-${String(value)}`)),
});

const packages = fc.constantFrom("openclaw" as const, "clawdbot" as const);

const schemaOf = (name: "openclaw" | "clawdbot"): ConfigSchema => ConfigSchema.of({ package: name, version: name === "openclaw" ? "2026.9.6" : "2026.1.24-3" });

const impact = (before: ConfigDocument, after: ConfigDocument, schema: ConfigSchema): Impact => impactOf({ document: before, secretPaths: [] }, { document: after, secretPaths: ["/messages"] }, schema);

const strengths = ["restart", "hot", "none"] as const;

describe("impactOf, for any two documents", () => {
  it("has the class of the strongest leaf, and each leaf that changes in exactly one class: its own", () => {
    fc.assert(
      fc.property(configs, configs, packages, (before, after, name) => {
        const schema = schemaOf(name);
        const told = impact(before, after, schema);
        const changed = diffDocuments(before, after).map(({ path }) => path);
        for (const kind of strengths) expect(told[kind] ?? []).toEqual(changed.filter((path) => schema.reloadKindOf(path) === kind).map(formatPath));
        expect(told.class).toBe(strengths.find((kind) => told[kind] !== undefined) ?? "unchanged");
      }),
      { numRuns: 500 },
    );
  });

  it("names among them the secrets, those not known yet, and those that only the bot knows", () => {
    fc.assert(
      fc.property(configs, configs, packages, (before, after, name) => {
        const schema = schemaOf(name);
        const changes = diffDocuments(before, after);
        const pathsOf = (wanted: (change: (typeof changes)[number]) => boolean): string[] => changes.filter(wanted).map(({ path }) => formatPath(path));
        const told = impact(before, after, schema);
        expect(told.secrets ?? []).toEqual(pathsOf(({ path }) => path[0] === "messages" || schema.isSensitive(path)));
        expect(told.unknown ?? []).toEqual(pathsOf(({ after: value }) => holds(value, unknown)));
        expect(told.irreversible ?? []).toEqual(pathsOf(({ before: value }) => holds(value, hidden)));
      }),
      { numRuns: 500 },
    );
  });

  it("is unchanged for equal documents, whatever the order of their keys", () => {
    fc.assert(
      fc.property(configs, packages, (document, name) => {
        expect(impact(document, reordered(document) as ConfigDocument, schemaOf(name))).toEqual({ class: "unchanged" });
        expect(impactOf(undefined, { document, secretPaths: [] }, schemaOf(name))).toEqual({ class: "create" });
      }),
    );
  });

  it("holds no value of them", () => {
    fc.assert(
      fc.property(configs, configs, packages, (before, after, name) => {
        expect(JSON.stringify(impact(before, after, schemaOf(name)))).not.toMatch(/VALUE|04da6b54/);
      }),
    );
  });

  it("takes back in one write what does not halve the file, and never needs fewer writes for less", () => {
    const bytes = fc.integer({ min: 60, max: 100_000 });
    const sized = (size: number): ConfigDocument => ({ messages: { responsePrefix: "x".repeat(size - 48) } });
    const writes = (from: number, to: number): number => impact(sized(to), sized(from), schemaOf("openclaw")).undoWrites ?? 0;
    fc.assert(
      fc.property(bytes, bytes, bytes, (from, to, less) => {
        fc.pre(from !== to && from !== less);
        expect(writes(from, to) === 1).toBe(from < 512 || to >= from / 2);
        if (less < to) expect(writes(from, less)).toBeGreaterThanOrEqual(writes(from, to));
      }),
    );
  });
});
