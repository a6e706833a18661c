import { describe, expect, it } from "vitest";
import { unboundChannels, type ConfigDocument } from "../../sdk/config";

const openclaw = { package: "openclaw", version: "2026.9.6" };
const one: ConfigDocument = { agents: { entries: { main: {} } } };
const two: ConfigDocument = { agents: { ownership: "explicit", entries: { main: {}, second: {} } } };
const channels: ConfigDocument = { channels: { telegram: { botToken: "${TELEGRAM_KEY}" } } };
const bound: ConfigDocument = { bindings: [{ agentId: "second", match: { channel: "telegram", accountId: "*" } }] };

describe("unboundChannels", () => {
  it.each<[string, ConfigDocument]>([
    ["named", one],
    ["not named", {}],
  ])("names a channel that no binding gives to an agent when a second agent comes to one that was %s", (_what, before) => {
    expect(unboundChannels(before, { ...two, ...channels }, openclaw)).toEqual([{ path: ["bindings"], what: 'must say which of the agents answers telegram, as in { agentId: "main", match: { channel: "telegram", accountId: "*" } }' }]);
  });

  it.each<[string, ConfigDocument, ConfigDocument]>([
    ["a binding names it", one, { ...two, ...channels, ...bound }],
    ["it is switched off", one, { ...two, channels: { telegram: { enabled: false } } }],
    ["they are settings for all channels", one, { ...two, channels: { defaults: {}, modelByChannel: { telegram: {} } } }],
    ["there is one agent", {}, { ...one, ...channels }],
    ["there were two before", two, { ...two, ...channels }],
    ["the one from before is gone", { agents: { entries: { first: {} } } }, { ...two, ...channels }],
  ])("says nothing where %s", (_what, before, after) => {
    expect(unboundChannels(before, after, openclaw)).toEqual([]);
  });

  it("says nothing of a Clawdbot, which writes no bindings", () => {
    expect(unboundChannels(one, { ...two, ...channels }, { package: "clawdbot", version: "2026.1.24-3" })).toEqual([]);
  });
});
