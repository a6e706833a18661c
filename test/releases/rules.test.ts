import { describe, expect, it } from "vitest";
import { formatPath, type GatewayRelease, type OpenDocument } from "../../sdk/config";
import { brokenRules } from "../../sdk/config/releases/rules";
import { FakeOutput } from "../config/fakeOutput";

const openclaw: GatewayRelease = { package: "openclaw", version: "2026.9.6" };
const clawdbot: GatewayRelease = { package: "clawdbot", version: "2026.1.24-3" };
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const broken = (document: OpenDocument, release: GatewayRelease): string[] => brokenRules(document, release).map(({ path, what }) => `${formatPath(path)} ${what}`);

describe("agents that are given work (openclaw)", () => {
  const missing = "names an agent that is not in agents.entries";

  it.each<[string, OpenDocument, string]>([
    ["a binding", { bindings: [{ agentId: "main" }, { agentId: "bob" }] }, 'bindings["1"].agentId'],
    ["talk", { talk: { agentId: "bob" } }, "talk.agentId"],
    ["the system's agent", { agents: { defaults: { systemAgent: { agentId: "bob" } } } }, "agents.defaults.systemAgent.agentId"],
    ["the heartbeat", { agents: { defaults: { heartbeat: { agentId: "bob" } } } }, "agents.defaults.heartbeat.agentId"],
    ["a broadcast", { broadcast: { "telegram:1": ["main", "bob"] } }, 'broadcast["telegram:1"]["1"]'],
    ["a broadcast with options", { broadcast: { "telegram:1": { agents: ["bob"] } } }, 'broadcast["telegram:1"].agents["0"]'],
    ["main, once there are others only", { talk: { agentId: "main" }, agents: { entries: { alice: {} } } }, "talk.agentId"],
  ])("%s", (_, document, path) => {
    expect(broken(document, openclaw)).toEqual([`${path} ${missing}`]);
    expect(broken(document, clawdbot)).toEqual([]);
  });

  it.each<[string, OpenDocument]>([
    ["main, which is there by itself", { talk: { agentId: "main" } }],
    ["an agent of the document, in other letters", { agents: { entries: { alice: {} } }, bindings: [{ agentId: " Alice" }] }],
    ["main in a binding, though there are others only", { bindings: [{ agentId: "main" }], agents: { entries: { alice: {} } } }],
    ["a placeholder", { talk: { agentId: "${AGENT}" } }],
    ["what is not known yet", { talk: { agentId: unknown }, bindings: [{ agentId: new FakeOutput("x") }] }],
    ["whatever it is, while the agents are not known", { agents: { entries: new FakeOutput("x") }, talk: { agentId: "bob" } }],
    ["a strategy for all", { broadcast: { strategy: "parallel" } }],
    ["what the schema refuses anyway", { bindings: "x", talk: [], broadcast: 7, agents: [] }],
  ])("may be %s", (_, document) => {
    expect(broken(document, openclaw)).toEqual([]);
  });
});

describe("several agents (openclaw)", () => {
  const two = { main: {}, bob: {} };

  it("need the mark that says who owns the rest", () => {
    expect(broken({ agents: { entries: two } }, openclaw)).toEqual(['agents.ownership must be "explicit" where there are several agents']);
    expect(broken({ agents: { entries: { main: { default: false }, bob: {} } } }, openclaw)).toHaveLength(1);
  });

  it.each<[string, OpenDocument]>([
    ["the mark", { agents: { entries: two, ownership: "explicit" } }],
    ["the mark of older rosters", { agents: { entries: { main: { default: true }, bob: {} } } }],
    ["one that is not known yet", { agents: { entries: { main: { default: unknown }, bob: {} } } }],
    ["an agent that is not known yet", { agents: { entries: { main: new FakeOutput("x"), bob: {} } } }],
  ])("are well with %s", (_, document) => {
    expect(broken(document, openclaw)).toEqual([]);
  });

  it("so is a single one without it", () => {
    expect(broken({ agents: { entries: { alice: {} } } }, openclaw)).toEqual([]);
  });
});

describe("a channel that is open (clawdbot)", () => {
  it.each<[string, OpenDocument, string]>([
    ["without a list", { channels: { telegram: { dmPolicy: "open" } } }, 'channels.telegram.allowFrom must hold "*", because channels.telegram.dmPolicy is "open"'],
    ["with a list of some", { channels: { whatsapp: { dmPolicy: "open", allowFrom: ["49123"] } } }, 'channels.whatsapp.allowFrom must hold "*", because channels.whatsapp.dmPolicy is "open"'],
    ["by a key of its own", { channels: { discord: { dm: { policy: "open" } } } }, 'channels.discord.dm.allowFrom must hold "*", because channels.discord.dm.policy is "open"'],
    ["in an account", { channels: { signal: { allowFrom: ["*"], accounts: { a: { dmPolicy: "open" } } } } }, 'channels.signal.accounts.a.allowFrom must hold "*", because channels.signal.accounts.a.dmPolicy is "open"'],
  ])("%s", (_, document, problem) => {
    expect(broken(document, clawdbot)).toEqual([problem]);
    expect(broken(document, openclaw)).toEqual([]);
  });

  it.each<[string, OpenDocument]>([
    ["everybody in the list", { channels: { telegram: { dmPolicy: "open", allowFrom: ["*"] } } }],
    ["a list that is not known yet", { channels: { telegram: { dmPolicy: "open", allowFrom: new FakeOutput("x") } } }],
    ["an item that is not known yet", { channels: { telegram: { dmPolicy: "open", allowFrom: ["${WHO}"] } } }],
    ["another policy", { channels: { telegram: { dmPolicy: "pairing" } } }],
    ["a channel that does not look", { channels: { mattermost: { dmPolicy: "open" } } }],
  ])("is well with %s", (_, document) => {
    expect(broken(document, clawdbot)).toEqual([]);
  });
});
