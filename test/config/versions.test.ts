import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { requireKnownRelease } from "../../sdk/config";

describe("requireKnownRelease", () => {
  it("knows every release that comes with a lockfile", () => {
    const pinned = readdirSync(join(__dirname, "../../sdk/hosts/local/packages"));
    expect(pinned).toContain("openclaw-2026.9.6");
    for (const name of pinned) {
      const [, npmName = "", version = ""] = /^(.+)-(\d.*)$/.exec(name) ?? [];
      expect(() => requireKnownRelease({ package: npmName, version }, "bot alice")).not.toThrow();
    }
  });

  it.each([
    [{ package: "openclaw", version: "2026.1.1" }, 'bot alice: gateway.version: openclaw 2026.1.1 is not known to this version of Molthub. Use "2026.9.6".'],
    [{ package: "openclaw", version: "latest" }, 'bot alice: gateway.version: openclaw latest is not known to this version of Molthub. Use "2026.9.6".'],
    [{ package: "moltbot", version: "2026.9.6" }, 'bot alice: gateway.package: "moltbot" is not a Gateway that Molthub installs. Use "openclaw".'],
    [{ package: "toString", version: "2026.9.6" }, 'bot alice: gateway.package: "toString" is not a Gateway that Molthub installs. Use "openclaw".'],
  ])("refuses %j with the remedy", (release, message) => {
    expect(() => requireKnownRelease(release, "bot alice")).toThrow(expect.objectContaining({ code: "unknown-version", message }));
  });
});
