import fc from "fast-check";
import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import { diffDocuments, toPointer, valueAt, type ConfigDocument } from "../../sdk/config";
import { factor } from "../../sdk/import/factor";
import { json5Text } from "../../sdk/import/json5Text";
import { documents } from "../config/documents";
import { mergePatchOfRfc } from "../config/rfc7396";

// Bots of a fleet resemble each other: each document is one of a few.
const fleets = fc.array(documents, { minLength: 1, maxLength: 3 }).chain((few) => fc.array(fc.array(fc.oneof(fc.constantFrom(...few), documents), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }));

function named(list: readonly ConfigDocument[]): Record<string, ConfigDocument> {
  return Object.fromEntries(list.map((document, at) => [`bot-${String(at)}`, document]));
}

function leavesOf(document: ConfigDocument): string[] {
  return diffDocuments({}, document).map(({ path, after }) => `${toPointer(path)} ${JSON.stringify(after)}`);
}

describe("documents in layers", () => {
  it("give each bot its document back, exactly, also when read from what is written", () => {
    fc.assert(
      fc.property(fleets, (lists) => {
        const { shared, fleets: layered } = factor(lists.map(named));
        const read = (layer: ConfigDocument): ConfigDocument => JSON5.parse(json5Text(layer));
        lists.forEach((list, fleet) => {
          Object.entries(named(list)).forEach(([bot, document]) => {
            const layers = [shared, layered[fleet]?.common ?? {}, layered[fleet]?.overlays[bot] ?? {}];
            expect(layers.map(read).reduce<ConfigDocument>((below, layer) => mergePatchOfRfc(below, layer) as ConfigDocument, {})).toEqual(document);
          });
        });
      }),
    );
  });

  it("have in common what more than half of a fleet's bots have equal, and nothing else", () => {
    fc.assert(
      fc.property(fleets, ([list = []]) => {
        fc.pre(list.length > 1);
        const counts = new Map<string, number>();
        for (const leaf of list.flatMap(leavesOf)) counts.set(leaf, (counts.get(leaf) ?? 0) + 1);
        const common = factor([named(list)]).fleets[0]?.common ?? {};
        expect(leavesOf(common).sort()).toEqual([...counts].filter(([, count]) => count * 2 > list.length).map(([leaf]) => leaf).sort());
      }),
    );
  });

  it("share between fleets what the bots of all of them have in common, and delete nothing of it", () => {
    fc.assert(
      fc.property(fleets, (lists) => {
        fc.pre(lists.length > 1);
        const { shared, fleets: layered } = factor(lists.map(named));
        const alone = lists.map((list) => (list.length === 1 ? (list[0] ?? {}) : (factor([named(list)]).fleets[0]?.common ?? {})));
        const inAll = leavesOf(alone[0] ?? {}).filter((leaf) => alone.every((common) => leavesOf(common).includes(leaf)));
        expect(leavesOf(shared).sort()).toEqual(inAll.sort());
        for (const { common } of layered) expect(JSON.stringify(diffDocuments({}, common).map(({ after }) => after))).not.toContain("null");
      }),
    );
  });
});

it("says of each bot only what it has otherwise: other values, more of them, and what it has not", () => {
  const base = { logging: { level: "info", redact: true }, tools: { deny: ["browser"] }, cron: { enabled: true } };
  const { shared, fleets: layered } = factor([
    { alice: base, bob: { ...base, logging: { level: "debug", redact: true } }, carol: { ...base, tools: { deny: ["browser", "exec"] }, ui: {} }, dave: { logging: base.logging, tools: base.tools } },
  ]);
  expect(shared).toEqual({});
  expect(layered).toEqual([{ common: base, overlays: { alice: {}, bob: { logging: { level: "debug" } }, carol: { tools: { deny: ["browser", "exec"] }, ui: {} }, dave: { cron: null } } }]);
});

it("never mixes two references to secrets", () => {
  const bot = (id: string): ConfigDocument => ({ talk: { apiKey: { source: "env", provider: "default", id } } });
  const { common, overlays } = factor([{ a: bot("A"), b: bot("B"), c: bot("C") }]).fleets[0] ?? {};
  expect([common, overlays?.["b"]]).toEqual([{}, bot("B")]);
  expect(valueAt(factor([{ a: bot("A"), b: bot("A"), c: bot("C") }]).fleets[0]?.common ?? {}, ["talk", "apiKey", "id"])).toBe("A");
});
