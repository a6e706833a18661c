import { describe, expect, it } from "vitest";
import { filledIn } from "../../sdk/config";

const openclaw = { package: "openclaw", version: "2026.9.6" };
const entries = { main: { name: "Main" }, scout: { name: "Scout" } };

describe("what a Gateway fills in by itself is the bot's own", () => {
  it("once a document names agents, and only where it leaves a path open", () => {
    expect(filledIn({ agents: { entries } }, openclaw)).toEqual(["agents.defaults.heartbeat.agentId", "agents.defaults.systemAgent.agentId", "talk.agentId", "agents.entries.*.workspace"]);
    expect(filledIn({ agents: { entries, defaults: { heartbeat: { agentId: "scout" } } }, talk: { agentId: "main" } }, openclaw)).toEqual(["agents.defaults.systemAgent.agentId", "agents.entries.*.workspace"]);
    expect(filledIn({ agents: { entries: { ...entries, ops: { workspace: "/srv/ops" } } } }, openclaw)).toContain("agents.entries.scout.workspace");
  });

  it("nothing otherwise", () => {
    expect(filledIn({ agents: { defaults: {} } }, openclaw)).toEqual([]);
    expect(filledIn({ agents: { entries } }, { package: "clawdbot", version: "2026.1.24-3" })).toEqual([]);
  });
});
