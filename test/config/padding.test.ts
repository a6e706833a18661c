import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { paddingBetween, paddingPatch, sizeOf, unpadded, type ConfigDocument } from "../../sdk/config";
import { writesBetween } from "../../sdk/config/padding";
import { documents } from "./documents";
import { mergePatchOfRfc } from "./rfc7396";

const size = fc.integer({ min: 0, max: 30_000_000 });

/** What a Gateway takes in one write (openclaw 2026.9.6). */
const takes = (from: number, to: number): boolean => from < 512 || to >= Math.floor(from / 2);

const patched = (file: ConfigDocument, bytes: number): ConfigDocument => mergePatchOfRfc(file, paddingPatch(file, bytes)) as ConfigDocument;

describe("paddingBetween", () => {
  it.each([
    [511, 2, 0],
    [512, 256, 0],
    [512, 250, 17],
    [5316, 664, 1994],
    [664, 5316, 0],
  ])("from %i to %i bytes is %i", (from, to, padding) => {
    expect(paddingBetween(from, to)).toBe(padding);
  });

  it("makes every write one that a Gateway takes, smaller than the one before, and is none where none is needed", () => {
    fc.assert(
      fc.property(size, size, (from, to) => {
        const padding = paddingBetween(from, to);
        expect(takes(from, to + padding)).toBe(true);
        if (padding > 0) expect(to + padding).toBeLessThan(from);
        else expect(from < 512 || to >= from / 2).toBe(true);
      }),
    );
  });
});

describe("writesBetween", () => {
  it.each([
    [600, 4_000, 1],
    [4_000, 2_000, 1],
    [4_000, 600, 3],
    [25_000_000, 2, 17],
  ])("from %i to %i bytes is %i", (from, to, writes) => {
    expect(writesBetween(from, to)).toBe(writes);
  });

  it("is one more than halving takes, at most", () => {
    fc.assert(
      fc.property(size, size, (from, to) => {
        expect(writesBetween(from, to)).toBeLessThanOrEqual(Math.max(0, Math.ceil(Math.log2(Math.max(from, 1) / Math.max(to, 256)))) + 1);
      }),
    );
  });
});

describe("paddingPatch", () => {
  const commands = fc.option(fc.constantFrom("openclaw onboard --mode local", "", "x"), { nil: undefined });
  const files = fc.record({ document: documents, command: commands, mode: fc.option(fc.constantFrom("local", "remote"), { nil: undefined }) }).map(({ document, command, mode }): ConfigDocument => {
    const wizard = { ...(command !== undefined && { lastRunCommand: command }), ...(mode !== undefined && { lastRunMode: mode }) };
    return Object.keys(wizard).length === 0 ? document : { ...document, wizard };
  });

  it("adds as many bytes at least, and nothing that is read", () => {
    fc.assert(
      fc.property(files, fc.integer({ min: 17, max: 5_000 }), (file, bytes) => {
        const padded = patched(file, bytes);
        expect(sizeOf(padded)).toBeGreaterThanOrEqual(sizeOf(file) + bytes);
        expect({ ...padded, wizard: null }).toEqual({ ...file, wizard: null });
        expect(unpadded(padded).padded).toBe(true);
        expect(unpadded(file)).toEqual({ document: file, padded: false });
      }),
    );
  });

  it("takes all of it away again, and keeps what a person's wizard wrote there", () => {
    fc.assert(
      fc.property(files, fc.integer({ min: 17, max: 5_000 }), fc.integer({ min: 17, max: 5_000 }), (file, first, second) => {
        const less = patched(patched(file, first), second);
        expect(sizeOf(less)).toBeLessThanOrEqual(sizeOf(patched(file, second)));
        const without = (document: ConfigDocument): ConfigDocument => JSON.parse(JSON.stringify(document, (key, value: unknown) => (key === "lastRunCommand" && value === "" ? undefined : value))) as ConfigDocument;
        expect(withoutEmptyWizard(without(patched(less, 0)))).toEqual(withoutEmptyWizard(without(file)));
      }),
    );
  });

  it("is not found in a command of somebody else's", () => {
    const file = { wizard: { lastRunCommand: "openclaw configure", lastRunMode: "local" } };
    expect(unpadded(file)).toEqual({ document: file, padded: false });
    expect(patched(file, 40)).toEqual({ wizard: { lastRunCommand: `openclaw configure${"molthub: padding ".padEnd(40, ".")}`, lastRunMode: "local" } });
  });
});

function withoutEmptyWizard({ wizard, ...rest }: ConfigDocument): ConfigDocument {
  return wizard === undefined || Object.keys(wizard as ConfigDocument).length === 0 ? rest : { ...rest, wizard };
}
