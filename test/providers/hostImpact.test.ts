import { describe, expect, it } from "vitest";
import { hostImpactOf } from "../../sdk/providers/hostImpact";
import { gatewayInputs, unknown } from "./bots";

const olds = gatewayInputs();

describe("what a change of its host does to a bot", () => {
  it.each([
    ["nothing, when nothing changes", {}, { class: "unchanged" }],
    ["a restart for an environment secret, told by its name", { environment: { API_KEY: "ENV-MARKER-2", NEW_KEY: "ENV-MARKER-3" } }, { class: "restart", changes: ["env.API_KEY", "env.NEW_KEY"] }],
    ["a restart for a secret that goes", { environment: {} }, { class: "restart", changes: ["env.API_KEY"] }],
    ["a restart for port, heap and version", { port: 20_000, heapMb: 768, release: { package: "openclaw", version: "2026.9.7" } }, { class: "restart", changes: ["gateway.version", "port", "heapMb"] }],
    ["a restart for a token that is not known yet", { token: unknown }, { class: "restart", changes: ["token"] }],
    ["a restart for an environment that is not known yet", { environment: unknown }, { class: "restart", changes: ["env"] }],
    ["a restart for a plugin, told by its id", { plugins: { slack: { package: "@openclaw/slack", version: "2026.9.6", integrity: "sha512-x" } } }, { class: "restart", changes: ["plugins.slack"] }],
    ["nothing for a folder's name in the stack", { stack: "other" }, { class: "unchanged" }],
  ])("%s", (_what, change, impact) => {
    expect(hostImpactOf(olds, { ...olds, ...change })).toEqual(impact);
    expect(JSON.stringify(hostImpactOf(olds, { ...olds, ...change }))).not.toContain("MARKER");
  });

  it("is a start for a bot that is not running, and a creation for a new one", () => {
    expect(hostImpactOf({ ...olds, state: "stopped" }, olds)).toEqual({ class: "start" });
    expect(hostImpactOf({ ...olds, state: "stopped" }, { ...olds, port: 20_000 })).toEqual({ class: "start", changes: ["port"] });
    expect(hostImpactOf({}, olds)).toEqual({ class: "create" });
  });
});
