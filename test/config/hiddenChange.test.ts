import { describe, expect, it } from "vitest";
import { hiddenChange, redactionMarker, seenConfig, type ReadConfig } from "../../sdk/config";

const read: ReadConfig = { parsed: { meta: { lastTouchedVersion: "2026.9.6" }, channels: { telegram: { botToken: redactionMarker } } }, hash: "file-1", configRevisionHash: "revision-1" };
const seen = seenConfig(read, "key");

describe("hiddenChange", () => {
  const cases: readonly [what: string, now: Partial<ReadConfig>, expected: ReturnType<typeof hiddenChange>][] = [
    ["nothing", {}, "none"],
    ["the formatting of the file", { hash: "file-2" }, "none"],
    ["a value of the bot's environment", { configRevisionHash: "revision-2" }, "none"],
    ["a value that cannot be read", { hash: "file-2", configRevisionHash: "revision-2" }, "changed"],
    ["a value that can be read, and who knows what else", { hash: "file-2", configRevisionHash: "revision-2", parsed: { ...read.parsed, ui: {} } }, "unknown"],
    ["a stamp of the gateway, and who knows what else", { hash: "file-2", configRevisionHash: "revision-2", parsed: { ...read.parsed, meta: {} } }, "unknown"],
    ["everything, and nothing is hidden", { hash: "file-2", configRevisionHash: "revision-2", parsed: { channels: {} } }, "none"],
  ];

  it.each(cases)("when %s changed", (_what, now, expected) => {
    expect(hiddenChange(seen, { ...read, ...now }, "key")).toBe(expected);
  });

  it("does not know where nobody looked before, unless nothing is hidden", () => {
    expect(hiddenChange(undefined, read, "key")).toBe("unknown");
    expect(hiddenChange(undefined, { ...read, parsed: { a: "clear" } }, "key")).toBe("none");
  });

  it("tells by the file alone where there is no revision", () => {
    const { hash, parsed } = read;
    expect(hiddenChange(seenConfig({ hash, parsed }, "key"), { hash: "file-2", parsed }, "key")).toBe("changed");
  });

  it("keeps nothing that tells what is in the config, not even to who guesses", () => {
    const clear = { parsed: { token: "MARKER" }, hash: "h" };
    expect(JSON.stringify(seenConfig(clear, "key"))).not.toContain("MARKER");
    expect(seenConfig(clear, "key").visible).not.toBe(seenConfig(clear, "another key").visible);
  });
});
