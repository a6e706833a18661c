import { describe, expect, it } from "vitest";
import { requireKnownPatterns } from "../../sdk/config";

const check = (path: string, arrays: "may-enter" | "are-leaves" = "are-leaves"): void => requireKnownPatterns([path], "bot alice: unmanaged", arrays);

describe("paths in arguments are paths of some release", () => {
  it.each(["agents.entries.*.identity", "agents.list", "channels.*.dmPolicy", "tools.deny", 'models.providers["my.proxy"].apiKey', "models.providers.*.params.anything.at.all", "plugins.entries.*.config"])("%s is one", (path) => {
    expect(() => check(path)).not.toThrow();
  });

  it.each(["agents.entires.*.identity", "agent", "tools.deny.x.y", "gateway.port.*"])("%s is none: it would do nothing, without a word", (path) => {
    expect(() => check(path, "may-enter")).toThrow(expect.objectContaining({ code: "invalid-path", message: `bot alice: unmanaged: ${JSON.stringify(path)} is not a path of any release that Molthub knows: is it misspelt?` }));
  });

  it("arrays are taken as wholes where the bot's own values are kept, and may be entered by locks", () => {
    expect(() => check("agents.list.*.identity")).toThrow("goes into an array, and arrays are taken as wholes: name the array itself");
    expect(() => check("agents.list.*.identity", "may-enter")).not.toThrow();
  });
});
