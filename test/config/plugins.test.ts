import { describe, expect, it } from "vitest";
import { channelsWithoutPlugin, missingPlugins, pinnedPlugins, type DeclaredPlugin } from "../../sdk/config";
import { slack } from "../hosts/local/slackPlugin";

const openclaw = { package: "openclaw", version: "2026.9.6" };
const clawdbot = { package: "clawdbot", version: "2026.1.24-3" };

const pinned = (plugin: DeclaredPlugin, id = "slack"): unknown => pinnedPlugins({ [id]: plugin }, openclaw, "bot alice");

describe("pinnedPlugins", () => {
  it("takes OpenClaw's own package of that name where none is said", () => {
    expect(pinned(slack)).toEqual({ slack: { package: "@openclaw/slack", ...slack } });
    expect(pinned({ ...slack, package: "@acme/chat" }, "chat")).toEqual({ chat: { package: "@acme/chat", ...slack } });
  });

  const ownVersion = 'A range or a tag would let the registry decide what the bot runs. Plugins of OpenClaw\'s own have the version of the gateway: "2026.9.6".';

  it.each<[string, DeclaredPlugin, string]>([
    ["no version", { integrity: slack.integrity }, `version: is missing. ${ownVersion}`],
    ["a range", { ...slack, version: "^2026.9.6" }, `version: "^2026.9.6" is not one exact version. ${ownVersion}`],
    ["a tag", { ...slack, version: "latest" }, `version: "latest" is not one exact version. ${ownVersion}`],
    ["a range of a package of somebody else's", { ...slack, package: "@acme/chat", version: "1.x" }, 'version: "1.x" is not one exact version. A range or a tag would let the registry decide what the bot runs. `npm view @acme/chat version` tells the newest.'],
    ["no integrity", { version: "2026.9.6" }, "integrity: is missing. Look it up and write it down: npm view @openclaw/slack@2026.9.6 dist.integrity"],
    ["a weak integrity", { ...slack, integrity: "sha1-0dzc2kNw8/3tRtlU+I5Xf3IqyjQ=" }, "integrity: is not a sha512 digest as npm writes it. Look it up and write it down: npm view @openclaw/slack@2026.9.6 dist.integrity"],
    ["a package with its version", { ...slack, package: "@openclaw/slack@2026.9.6" }, 'package: "@openclaw/slack@2026.9.6" is not the name of an npm package. Give the name alone, as in "@openclaw/slack"; its version goes into `version`.'],
    ["a folder for a package", { ...slack, package: "../slack" }, 'package: "../slack" is not the name of an npm package. Give the name alone, as in "@openclaw/slack"; its version goes into `version`.'],
  ])("refuses %s, and says what to do", (_what, plugin, message) => {
    expect(() => pinned(plugin)).toThrow(expect.objectContaining({ code: "invalid-plugin", message: `bot alice: plugins.slack: ${message}` }));
  });

  it("refuses what is no id", () => {
    expect(() => pinned(slack, "--force")).toThrow("bot alice: plugins.--force: this is not the id of a plugin. Use the `id` of its openclaw.plugin.json, as in `slack`.");
  });

  it("refuses plugins of a Clawdbot, which brings its channels itself", () => {
    expect(() => pinnedPlugins({ slack }, clawdbot, "bot carol")).toThrow("bot carol: plugins: Clawdbot brings its channels itself, and Molthub installs nothing into it. Remove it; what its document says of plugins belongs into a layer.");
    expect(pinnedPlugins({}, clawdbot, "bot carol")).toEqual({});
  });
});

describe("missingPlugins", () => {
  const plugins = pinnedPlugins({ slack }, openclaw, "bot alice");
  const missing = (document: object, installed = {}): string[] => missingPlugins({ ...document }, installed, openclaw).map(({ path, what }) => `${path.join(".")}: ${what}`);

  it("names the package, its version and the arguments for a channel that the release does not bring", () => {
    expect(missing({ channels: { slack: {} } })).toEqual([
      'channels.slack: needs a plugin that openclaw 2026.9.6 does not bring. Add `plugins: { "slack": { version: "2026.9.6", integrity: "sha512-…" } }` with what this prints: npm view @openclaw/slack@2026.9.6 dist.integrity. Without the plugin the channel would be missing, and the bot would look well.',
    ]);
  });

  it("names a package of somebody else's by its own id, and leaves its version open", () => {
    expect(missing({ channels: { qqbot: {} } })[0]).toContain('Add `plugins: { "openclaw-qqbot": { package: "@tencent-connect/openclaw-qqbot", version: "<version>", integrity: "sha512-…" } }`');
  });

  it.each<[string, object, object]>([
    ["the plugin is there", { slack: {} }, plugins],
    ["the release brings it", { telegram: {} }, {}],
    ["it is switched off", { slack: { enabled: false } }, {}],
    ["they are settings for all channels", { defaults: {}, modelByChannel: {} }, {}],
    ["a plugin of which the release does not know may bring it", { ourchat: {} }, { "acme-chat": { ...plugins["slack"], package: "@acme/chat" } }],
  ])("says nothing where %s", (_what, channels, installed) => {
    expect(missing({ channels }, installed)).toEqual([]);
  });

  it.each<[string, object, string]>([
    ["plugins are off", { enabled: false }, "plugins.enabled"],
    ["others are allowed only", { allow: ["browser"] }, "plugins.allow"],
    ["it is denied", { deny: ["slack"] }, "plugins.deny"],
    ["it is switched off", { entries: { slack: { enabled: false } } }, "plugins.entries.slack.enabled"],
  ])("says where the document keeps a channel's plugin out: %s", (_what, said, path) => {
    expect(missing({ channels: { slack: {} }, plugins: said }, plugins)).toEqual([`${path}: keeps plugin slack from loading, and channels.slack needs it. Let it load, or set channels.slack.enabled to false.`]);
    expect(missing({ plugins: said }, plugins)).toEqual([]);
  });

  it("says nothing of a Clawdbot", () => {
    expect(channelsWithoutPlugin({ channels: { slack: {}, whatsapp: {} } }, {}, clawdbot)).toEqual([]);
  });
});
