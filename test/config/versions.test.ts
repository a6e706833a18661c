import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { knownReleases, requireHostedRelease, requireKnownRelease } from "../../sdk/config";

describe("requireKnownRelease", () => {
  it("knows every release of which there is a table, of both product lines", () => {
    expect(knownReleases()).toEqual(expect.arrayContaining([{ package: "openclaw", version: "2026.9.6" }, { package: "clawdbot", version: "2026.1.24-3" }]));
    for (const release of knownReleases()) expect(() => { requireKnownRelease(release, "bot alice"); }).not.toThrow();
  });

  it.each([
    [{ package: "openclaw", version: "2026.1.1" }, 'bot alice: gateway.version: openclaw 2026.1.1 is not known to this version of Molthub. Use "2026.9.6", or make it known: in a clone of Molthub, npm run capture -- openclaw@2026.1.1.'],
    [{ package: "clawdbot", version: "2026.9.6" }, 'bot alice: gateway.version: clawdbot 2026.9.6 is not known to this version of Molthub. Use "2026.1.24-3", or make it known: in a clone of Molthub, npm run capture -- clawdbot@2026.9.6.'],
    [{ package: "openclaw", version: "latest" }, 'bot alice: gateway.version: openclaw latest is not known to this version of Molthub. Use "2026.9.6".'],
    [{ package: "moltbot", version: "2026.9.6" }, 'bot alice: gateway.package: "moltbot" is not a Gateway that Molthub knows. Use "clawdbot" or "openclaw".'],
    [{ package: "toString", version: "2026.9.6" }, 'bot alice: gateway.package: "toString" is not a Gateway that Molthub knows. Use "clawdbot" or "openclaw".'],
  ])("refuses %j with the remedy", (release, message) => {
    expect(() => { requireKnownRelease(release, "bot alice"); }).toThrow(expect.objectContaining({ code: "unknown-version", message }));
  });
});

describe("requireHostedRelease", () => {
  it("hosts every release that comes with a lockfile, and knows each of them", () => {
    const pinned = readdirSync(join(__dirname, "../../sdk/hosts/local/packages"));
    expect(pinned).toContain("openclaw-2026.9.6");
    for (const name of pinned) {
      const [, npmName = "", version = ""] = /^(.+)-(\d.*)$/.exec(name) ?? [];
      const release = { package: npmName, version };
      expect(() => { requireHostedRelease(release, "bot alice"); requireKnownRelease(release, "bot alice"); }).not.toThrow();
    }
  });

  it.each([{ package: "clawdbot", version: "2026.1.24-3" }, { package: "openclaw", version: "2026.10.1" }, { package: "toString", version: "2026.9.6" }])("refuses %j, and names the way to run it all the same", (release) => {
    expect(() => { requireHostedRelease(release, "bot alice"); }).toThrow(
      expect.objectContaining({
        code: "unhosted-version",
        message: `bot alice: gateway: Molthub does not install ${release.package} ${release.version}. Use openclaw 2026.9.6, or run the gateway yourself and give its address: \`target: { external: { address, token } }\`.`,
      }),
    );
  });
});
