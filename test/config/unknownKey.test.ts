import { describe, expect, it } from "vitest";
import { ConfigSchema, findProblems, type GatewayRelease, type OpenDocument } from "../../sdk/config";
import { explainUnknownKey } from "../../sdk/config/unknownKey";

const openclaw: GatewayRelease = { package: "openclaw", version: "2026.9.6" };
const clawdbot: GatewayRelease = { package: "clawdbot", version: "2026.1.24-3" };

const nested = (path: string): OpenDocument => path.split(".").reduceRight<unknown>((value, key) => ({ [key]: value }), "x") as OpenDocument;
const wordsFor = (path: string, release: GatewayRelease): string | undefined => findProblems(nested(path), ConfigSchema.of(release))[0]?.what;

describe("a key of the other product line", () => {
  const cases: readonly [path: string, release: GatewayRelease, words: string][] = [
    ["agents.list", openclaw, "is a key of clawdbot 2026.1.24-3; in openclaw 2026.9.6 it is agents.entries"],
    ["agents.entries", clawdbot, "is a key of openclaw 2026.9.6; in clawdbot 2026.1.24-3 it is agents.list"],
    ["agents.defaults.memorySearch", openclaw, "is a key of clawdbot 2026.1.24-3; in openclaw 2026.9.6 it is memory.search"],
    // Named by what is below it.
    ["memory.search", clawdbot, "is a key of openclaw 2026.9.6; in clawdbot 2026.1.24-3, memory.search is agents.defaults.memorySearch"],
    ["web.enabled", openclaw, "is a key of clawdbot 2026.1.24-3; in openclaw 2026.9.6, web.enabled is channels.whatsapp.enabled"],
    ["channels.whatsapp.enabled", clawdbot, "is a key of openclaw 2026.9.6; in clawdbot 2026.1.24-3 it is web.enabled"],
    // In a channel, and in an account of it.
    ["channels.discord.dm.policy", openclaw, "is a key of clawdbot 2026.1.24-3; in openclaw 2026.9.6 it is channels.discord.dmPolicy"],
    ["channels.telegram.accounts.work.streamMode", openclaw, "is a key of clawdbot 2026.1.24-3; in openclaw 2026.9.6 it is channels.telegram.accounts.work.streaming.mode"],
    ["channels.slack.accounts.work.dmPolicy", clawdbot, "is a key of openclaw 2026.9.6; in clawdbot 2026.1.24-3 it is channels.slack.accounts.work.dm.policy"],
    ["channels.discord.guilds.1.channels.2.allow", openclaw, 'is a key of clawdbot 2026.1.24-3; in openclaw 2026.9.6 it is channels.discord.guilds["1"].channels["2"].enabled'],
    // By a name that any agent has.
    ["ui.assistant", openclaw, "is a key of clawdbot 2026.1.24-3; in openclaw 2026.9.6 it is agents.entries.*.identity"],
    // Gone without a successor, though OpenClaw has a key that sounds like one.
    ["logging.redactSensitive", openclaw, "is a key of clawdbot 2026.1.24-3; openclaw 2026.9.6 has nothing in its place: remove it"],
    ["gateway.controlUi.allowInsecureAuth", openclaw, "is a key of clawdbot 2026.1.24-3; openclaw 2026.9.6 has nothing in its place: remove it"],
    // Of which nothing is known but that the other line has it.
    ["browser.controlUrl", openclaw, "is not a key of openclaw 2026.9.6, but of clawdbot 2026.1.24-3: remove it, or select the layer by `version`"],
    ["surfaces.any", clawdbot, "is not a key of clawdbot 2026.1.24-3, but of openclaw 2026.9.6: remove it, or select the layer by `version`"],
  ];

  it.each(cases)("%s", (path, release, words) => {
    expect(wordsFor(path, release)).toBe(words);
  });

  it("is told with three of its successors at most", () => {
    expect(wordsFor("channels.telegram.streaming", clawdbot)?.match(/ is channels/g)).toHaveLength(3);
  });
});

describe("a key that no release has", () => {
  it("is taken for the most similar one beside it", () => {
    expect(wordsFor("mesages.responsePrefix", openclaw)).toBe("is not a key of openclaw 2026.9.6; did you mean messages?");
    expect(wordsFor("messages.responsePrefx", clawdbot)).toBe("is not a key of clawdbot 2026.1.24-3; did you mean messages.responsePrefix?");
  });

  it("is told which there are when none is similar", () => {
    expect(explainUnknownKey(["a", "zork"], ["one", "three", "four"], openclaw)).toBe("is not a key of openclaw 2026.9.6; there are four, one, three");
    expect(explainUnknownKey(["a", "zork"], [], openclaw)).toBe("is not a key of openclaw 2026.9.6");
  });

  it("is told 12 of them at most", () => {
    const known = Array.from({ length: 13 }, (_, at) => `key${String(at).padStart(2, "0")}`);
    expect(explainUnknownKey(["a", "nothing-like-it"], known, openclaw)).toBe(`is not a key of openclaw 2026.9.6; there are ${known.slice(0, 12).join(", ")}, ...`);
  });
});
