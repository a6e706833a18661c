import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { render, type ConfigDocument, type Layer } from "../../sdk/config";
import { documents, layers, reordered } from "./documents";
import { FakeOutput } from "./fakeOutput";
import { renderedBot } from "./renderedBot";

const external = renderedBot({ managed: false });
const named = (configs: readonly unknown[]): Layer[] => configs.map((config, at) => ({ name: String(at), config }));

describe("render", () => {
  it("gives the same bytes for any order of keys", () => {
    fc.assert(
      fc.property(fc.array(layers, { maxLength: 3 }), (configs) => {
        const other = named(configs.map(reordered));
        for (const bot of [renderedBot(), external]) expect(JSON.stringify(render(other, bot))).toBe(JSON.stringify(render(named(configs), bot)));
      }),
    );
  });

  it("sorts the keys of every object, also in arrays, and keeps the order of arrays", () => {
    const document = { b: [{ z: 1, a: [3, 1, 2] }, { b: 1 }], a: { d: 1, c: {} } };
    expect(JSON.stringify(render(named([document]), external))).toBe('{"a":{"c":{},"d":1},"b":[{"a":[3,1,2],"z":1},{"b":1}]}');
  });

  it("changes nothing but the order of keys", () => {
    fc.assert(fc.property(documents, (document) => { expect(render(named([document]), external)).toStrictEqual(document); }));
  });

  it("leaves out what a bot stamps into its file, so that a copied openclaw.json is a layer", () => {
    expect(render(named([{ meta: { lastTouchedVersion: "2026.9.6" }, wizard: { lastRunAt: "2026-01-01" }, tools: { profile: "minimal" } }]), external)).toEqual({ tools: { profile: "minimal" } });
  });

  it("applies the layers that select the bot, in their order", () => {
    const of = (region: string, config: ConfigDocument): Layer => ({ name: region, config, selector: { matchLabels: { region } } });
    const all = [of("eu", { a: "eu" }), of("us", { a: "us", b: "us" }), of("eu", { a: "eu again" })];
    expect(render(all, renderedBot({ managed: false, labels: { region: "eu" } }))).toEqual({ a: "eu again" });
    expect(render(all, renderedBot({ managed: false, labels: { region: "us" } }))).toEqual({ a: "us", b: "us" });
  });

  it("holds nobody to the lock of a layer that is not for the bot", () => {
    const lock: Layer = { name: "lock", config: {}, locked: ["a"], selector: { version: "<2026.3" } };
    expect(render([lock, { name: "overlay", config: { a: 1 } }], external)).toEqual({ a: 1 });
  });

  it("keeps Outputs as they are", () => {
    const output = new FakeOutput("x");
    expect(render(named([{ b: { c: output } }]), external)).toStrictEqual({ b: { c: output } });
  });

  it("may be given layers that a program makes: they are documents like any other", () => {
    const agent = (id: string): ConfigDocument => ({ id, tools: { deny: ["exec"] } });
    const regions = ["eu", "us"];
    const layer: Layer = { name: "program", config: Object.freeze({ agents: { list: regions.map((region) => agent(`support-${region}`)) }, port: undefined }) };
    expect(render([layer], external)).toEqual({ agents: { list: [{ id: "support-eu", tools: { deny: ["exec"] } }, { id: "support-us", tools: { deny: ["exec"] } }] } });
  });
});
